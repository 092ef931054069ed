import Node
import Postgres
import Text

/// The JSON texts of the services.
enum StandInJSON {
    static let empty = Array("{}".utf8)

    static func rates(_ rates: [(code: String, rate: String)]) -> [UInt8] {
        let members = rates.map { "\"\($0.code)\":\($0.rate)" }
        return Array("{\"rates\":{\(members.joined(separator: ","))}}".utf8)
    }

    static func service(_ service: StandInData.Service) -> [UInt8] {
        var json = JSONWriter()
        write(service, &json)
        return json.bytes
    }

    static func services(
        _ services: [StandInData.Service],
        page: Int,
        pages: Int
    ) -> [UInt8] {
        var json = JSONWriter(capacity: 4_096)
        json.object { json in
            json.array("items") { json in
                for service in services { write(service, &json) }
            }
            json.member("page", page)
            json.member("pages", pages)
        }
        return json.bytes
    }

    static func statuses(_ orders: [(id: String, status: String)]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.array("orders") { json in
                for order in orders {
                    json.object { json in
                        json.member("id", order.id)
                        json.member("status", order.status)
                    }
                }
            }
        }
        return json.bytes
    }

    /// A response of the agreed form with strange content.
    static func strange(_ request: StandInRequest) -> [UInt8] {
        switch request {
        case .rates: Array(#"{"rates":{"EUR":0,"GBP":-1,"CHF":"x","JPY":150.5,"XXQ":2}}"#.utf8)
        case .servicePage, .service: Array(#"{"items":[{"name":"nameless"}],"page":1}"#.utf8)
        case .register, .cancel: Array("[]".utf8)
        case .statuses(let ids): statuses(ids.map { ($0, "pondering") })
        }
    }

    /// The response with every element twice.
    static func twice(_ json: [UInt8]) -> [UInt8] {
        guard case .object(let object)? = try? JSONValue(json) else { return json }
        let text = String(decoding: json, as: UTF8.self)
        guard let list = ["items", "orders"].first(where: { object[$0] != nil }),
            let start = text.firstRange(of: "\"\(list)\":[")?.upperBound,
            let end = text[start...].lastIndex(of: "]"), start < end
        else { return json + json }
        return Array((text[..<end] + "," + text[start..<end] + text[end...]).utf8)
    }

    /// The counts that tests check.
    static func report(_ state: StandInState, held: Int) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.object("requests") { json in
                for service in StandInService.allCases {
                    json.key(dynamic: service.rawValue)
                    json.value(state.requests[service] ?? 0)
                }
            }
            json.member("held", held)
            json.object("orders") { json in
                for (id, order) in state.orders.sorted(by: { $0.key < $1.key }) {
                    json.key(dynamic: id)
                    json.object { json in
                        json.member("registrations", order.registrations)
                        json.member("cancellations", order.cancellations)
                        json.member("polls", order.polls)
                    }
                }
            }
        }
        return json.bytes
    }

    private static func write(_ service: StandInData.Service, _ json: inout JSONWriter) {
        json.object { json in
            json.member("id", service.id)
            json.member("name", service.name)
            json.member("description", service.description)
        }
    }
}

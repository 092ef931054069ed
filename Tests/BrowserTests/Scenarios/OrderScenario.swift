import TestSupport
import Testing

@testable import Text

extension Pages {
    @Suite(.patient) struct OrderScenario {
        private let service: RunningService
        private let browser: Browser

        init() throws {
            service = try RunningService.shared.get()
            browser = try Browser()
        }

        @Test(BrowserRun.core)
        func `cancelling a paid order returns the money`() throws {
            let (shop, product, _) = try service.shop(selling: "Kettle", price: "120.00")
            let page = try browser.window()
            try page.open("/app#shops/\(shop)", of: service, as: try service.person("maja"))
            try page.find(.button, "Add to basket: \(product)").click()
            try page.waitForText("\(product): 1 in the basket.")
            try page.find(.button, beginning: "Place the order: ").click()
            try page.waitForText("To be paid")

            try page.find(.button, beginning: "Pay ").click()
            let payment = try page.find(.dialog, beginning: "Pay for order ")
            try page.find(.button, beginning: "Pay ", within: payment).click()
            try page.waitForText("Paid from the wallet")
            let order = try page.evaluate("location.hash").string ?? ""
            try page.go(to: "Wallet")
            try page.waitForText("Payment of an order")
            try page.waitForText("available\n880.00 RUB")

            try page.open(service.address("/app\(order)"))
            try page.find(.button, beginning: "Cancel the order").click()
            let question = try page.find(.dialog, beginning: "Cancel order ")
            try page.find(.button, "Cancel the order", within: question).click()
            try page.waitForText("Cancelled; the money is back in the wallet")
            try page.go(to: "Wallet")
            try page.waitForText("Refund of an order")
            try page.waitForText("available\n1,000.00 RUB")
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `26: no more than the stock can be asked for`() throws {
            let (shop, product, _) = try service.shop(selling: "Candle", price: "3.00")
            let page = try browser.window()
            try page.open("/app#shops/\(shop)", of: service, as: try service.person("mona"))
            let quantity = try page.find(.spinbutton, "Quantity: \(product)")
            try quantity.fill("6")
            try page.find(.button, "Order now: \(product)").click()
            try page.waitForText("Only 5 are in stock.")
            try quantity.fill("3")
            try page.find(.button, "Order now: \(product)").click()
            let question = try page.find(.dialog, "Place this order?")
            try question.waitForText("If it is still in stock, it is set aside for you")
            try page.find(.button, "Go back", within: question).click()
            try page.find(.button, "Add to basket: \(product)").click()
            try page.waitForText("\(product): 3 in the basket.")
            try quantity.fill("3")
            try page.find(.button, "Add to basket: \(product)").click()
            try page.waitForText("Only 5 are in stock, and 3 of them are in your basket.")
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `26: an order of more than is left is refused before it is sent`() throws {
            let (shop, product, id) = try service.shop(selling: "Lamp", price: "3.00")
            let page = try browser.window()
            try page.open("/app#shops/\(shop)", of: service, as: try service.person("milo"))
            try page.find(.spinbutton, "Quantity: \(product)").fill("4")
            try page.find(.button, "Add to basket: \(product)").click()
            try page.waitForText("\(product): 4 in the basket.")
            let item: JSONValue = ["product_id": .integer(id), "quantity": 3]
            try service.send("POST", "/orders", ["items": [item]], as: try service.person("moritz"))
            try page.waitForText("Only 2 are left. Reduce the quantity.")
            try page.find(.button, beginning: "Place the order: ").click()
            try page.waitForText("\(product): there are not enough left. Change the basket first.")
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `26: paying shows the wallet and what is left in it before it is confirmed`() throws {
            let (shop, product, _) = try service.shop(selling: "Vase", price: "100.00")
            let page = try browser.window()
            try page.open("/app#shops/\(shop)", of: service, as: try service.person("nele"))
            try page.find(.button, "Order now: \(product)").click()
            let question = try page.find(.dialog, "Place this order?")
            try page.find(.button, "Place the order", within: question).click()
            try page.waitForText("To be paid")
            try page.find(.button, beginning: "Pay ").click()
            let payment = try page.find(.dialog, beginning: "Pay for order ")
            try payment.waitForText("In your wallet\n1,000.00 RUB")
            try payment.waitForText("Left afterwards\n900.00 RUB")
            try page.find(.button, "Go back", within: payment).click()
            try page.waitForText("To be paid")
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `26: a payment without enough money says what is missing and is not sent`() throws {
            let (shop, product, _) = try service.shop(selling: "Piano", price: "5000.00")
            let page = try browser.window()
            try page.open("/app#shops/\(shop)", of: service, as: try service.person("nils"))
            try page.find(.button, "Order now: \(product)").click()
            let question = try page.find(.dialog, "Place this order?")
            try page.find(.button, "Place the order", within: question).click()
            try page.waitForText("To be paid")
            try page.find(.button, beginning: "Pay ").click()
            let payment = try page.find(.dialog, beginning: "Pay for order ")
            try payment.waitForText("In your wallet\n1,000.00 RUB")
            try payment.waitForText("Missing\n4,000.00 RUB")
            try payment.waitForText("Your wallet holds too little in this currency.")
            #expect(
                try page.all(.button, within: payment).map(\.name) == ["Go back", "To the wallet"]
            )
            try page.find(.button, "To the wallet", within: payment).click()
            _ = try page.find(.heading, "Wallet")
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `a service order becomes done when the outside service reports it`() throws {
            try service.control(["polls_until_done": 2])
            let page = try browser.window()
            try page.open("/app#services", of: service, as: try service.person("olga"))
            let offered = try page.wait("the catalogue has services") {
                let boxes = try page.all(.checkbox)
                return boxes.isEmpty ? nil : boxes
            }
            try offered[0].click()
            try page.find(.button, "Make a draft").click()
            try page.find(.button, beginning: "Start processing: ").click()
            try page.waitForText("In processing")
            try page.waitForText("Done")
            try page.go(to: "Orders")
            try page.find(.link, beginning: "Order ").click()
            try page.waitForText("Handed over for processing")
            #expect(try page.complaints().isEmpty)
        }
    }
}

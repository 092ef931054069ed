import Testing

@testable import Text

extension Pages {
    @Suite struct OrderScenario {
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
        func `a payment without enough money is refused with advice`() throws {
            let (shop, product, _) = try service.shop(selling: "Piano", price: "5000.00")
            let page = try browser.window()
            try page.open("/app#shops/\(shop)", of: service, as: try service.person("nils"))
            try page.find(.button, "Order now: \(product)").click()
            let question = try page.find(.dialog, "Place this order?")
            try page.find(.button, "Place the order", within: question).click()
            try page.waitForText("To be paid")
            try page.find(.button, beginning: "Pay ").click()
            let payment = try page.find(.dialog, beginning: "Pay for order ")
            try page.find(.button, beginning: "Pay ", within: payment).click()
            try page.waitForText("Your wallet holds too little in this currency.")
            #expect(try page.complaints(but: ["/pay"]).isEmpty)
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

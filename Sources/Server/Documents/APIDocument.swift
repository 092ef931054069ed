/// Documents about the API that are made from the route table.
enum APIDocument {
    case openAPI
    case postman
}

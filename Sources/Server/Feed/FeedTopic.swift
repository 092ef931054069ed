/// What a frame of the feed is about; raw values are the words after `event:`.
enum FeedTopic: String, CaseIterable {
    case transaction
    case hold
    case order
}

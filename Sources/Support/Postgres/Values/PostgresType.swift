/// The types that parameters and results have, by their fixed object ids (`pg_type.dat`).
enum PostgresType: UInt32 {
    case bool = 16
    case bytea = 17
    case int8 = 20
    case int2 = 21
    case int4 = 23
    case text = 25
    case json = 114
    case uuid = 2950
    case timestamptz = 1184
    case byteaArray = 1001
    case int2Array = 1005
    case int4Array = 1007
    case textArray = 1009
    case int8Array = 1016
    case jsonArray = 199
    case timestamptzArray = 1185
}

/// Microseconds between PostgreSQL's epoch, 2000-01-01, and 1970-01-01 (both UTC).
@usableFromInline let epochDifference: Int64 = 946_684_800_000_000

/// Sends the requests of a file in turn.
///
/// The file has one request per line, its fields separated by
/// tabs: method, path, token, body. All are formatted before the run, so that the generator takes as
/// little of the machine as it can.
let wrkScript = #"""
    local requests = {}
    local size = 0
    local at = 0
    local threads = 0

    function setup(thread)
       thread:set("number", threads)
       threads = threads + 1
    end

    function init(arguments)
       for line in io.lines(arguments[1]) do
          local method, path, token, body = line:match("^(%S+)\t(%S+)\t(%S*)\t(.*)$")
          local headers = { ["Content-Type"] = "application/json" }
          if token ~= "" then headers["Authorization"] = "Bearer " .. token end
          size = size + 1
          requests[size] = wrk.format(method, path, headers, body ~= "" and body or nil)
       end
       at = (number * 7919) % size
    end

    function request()
       at = at % size + 1
       return requests[at]
    end

    function done(summary, latency, requests)
       io.write(string.format("tally-wrk %d %d %d %d %d\n", summary.requests, summary.duration,
          summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
             + summary.errors.timeout, latency:percentile(50), latency:percentile(99)))
    end
    """#

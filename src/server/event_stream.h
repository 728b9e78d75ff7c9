#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/json.h"
#include "server/http.h"

namespace lakeport::server {

// Server-sent events (WHATWG HTML, "Server-sent events"): a BodyStream whose pieces are whole events.
class EventStream : public BodyStream {
 public:
  std::string_view heartbeat() const final { return ": still here\n\n"; }

 protected:
  // One event of one line of JSON. `id` is what a client that was cut off comes back with; empty: none.
  static std::string Event(const Json& data, const std::string& id = {});
};

Response StreamResponse(std::unique_ptr<EventStream> stream);

// Where a client wants to go on: Last-Event-ID if it is a number, else `after`.
int64_t ResumeAfter(const Request& request, int64_t after);

}  // namespace lakeport::server

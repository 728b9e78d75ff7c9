#include "server/event_stream.h"

#include "server/parameters.h"

namespace lakeport::server {

std::string EventStream::Event(const Json& data, const std::string& id) {
  std::string text = id.empty() ? "" : "id: " + id + "\n";
  return text + "data: " + FormatJson(data) + "\n\n";
}

Response StreamResponse(std::unique_ptr<EventStream> stream) {
  Response response;
  response.headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}};
  response.stream = std::move(stream);
  return response;
}

int64_t ResumeAfter(const Request& request, int64_t after) {
  return ParseNumber(request.Header("last-event-id")).value_or(after);
}

}  // namespace lakeport::server

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lakeport::server {

// One request, taken apart. Names and values are percent-decoded; they are hostile all the same.
struct Request {
  std::string method;                   // "GET"
  std::vector<std::string> segments{};  // of the path: "/api/v1/jobs" -> "api", "v1", "jobs"
  std::multimap<std::string, std::string> query{};
  std::map<std::string, std::string> headers{};  // names in lower case; the last of several wins
  std::string body{};

  std::string_view Header(const std::string& name) const;  // "" when there is none
  bool Accepts(std::string_view media_type) const;         // named in Accept
};

// A body that is sent piece by piece, as it comes to be. Called by one thread at a time.
class BodyStream {
 public:
  virtual ~BodyStream() = default;
  // Bytes to send now. Empty: none yet, ask again later. nullopt: that was all.
  virtual std::optional<std::string> Next() = 0;
  // What shows a silent line to be alive; empty: nothing may be put between the pieces.
  virtual std::string_view heartbeat() const { return {}; }
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  std::unique_ptr<BodyStream> stream{};  // in place of `body`
};

// Called from several threads at once. May block: it runs apart from the network's thread.
using Handler = std::function<Response(const Request&)>;

std::string_view StatusText(int status);  // "Not Found"

}  // namespace lakeport::server

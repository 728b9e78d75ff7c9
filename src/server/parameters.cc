#include "server/parameters.h"

#include <charconv>

namespace lakeport::server {

std::string QueryText(const Request& request, const std::string& name) {
  auto found = request.query.find(name);
  return found == request.query.end() ? "" : found->second;
}

std::vector<std::string> QueryTexts(const Request& request, const std::string& name) {
  std::vector<std::string> texts;
  auto [begin, end] = request.query.equal_range(name);
  for (auto it = begin; it != end; ++it) texts.push_back(it->second);
  return texts;
}

std::optional<int64_t> ParseNumber(std::string_view text) {
  int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<int64_t> QueryNumber(const Request& request, const std::string& name, int64_t otherwise, int64_t min,
                            int64_t max) {
  auto found = request.query.find(name);
  if (found == request.query.end()) return otherwise;
  auto number = ParseNumber(found->second);
  if (!number || *number < min || *number > max) {
    return InvalidArgument("\"{}\" must be a whole number from {} to {}, not \"{}\"", name, min, max, found->second);
  }
  return *number;
}

Result<bool> QueryFlag(const Request& request, const std::string& name) {
  std::string text = QueryText(request, name);
  if (text.empty() || text == "false") return false;
  if (text == "true") return true;
  return InvalidArgument("\"{}\" must be true or false, not \"{}\"", name, text);
}

}  // namespace lakeport::server

#include "base/location.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace lakeport {
namespace {

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// "abfss" of "abfss://c@a/x"; nullopt for "/x" and for "/a:b".
std::optional<std::string> FindScheme(std::string_view text) {
  auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || text.substr(0, colon).find('/') != std::string_view::npos) {
    return std::nullopt;
  }
  std::string scheme(text.substr(0, colon));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(), [](unsigned char c) { return std::tolower(c); });
  return scheme;
}

// Joins the segments of `text` to `path`, without empty ones.
Result<std::string> AppendSegments(std::string path, std::string_view text, std::string_view whole) {
  while (!text.empty()) {
    auto segment = text.substr(0, text.find('/'));
    text.remove_prefix(std::min(text.size(), segment.size() + 1));
    if (segment.empty()) continue;
    if (segment == "." || segment == "..")
      return InvalidArgument("location \"{}\" has a \"{}\" segment", whole, segment);
    path += '/';
    path += segment;
  }
  return path;
}

}  // namespace

Result<Location> Location::Parse(std::string_view text) {
  if (text.empty()) return InvalidArgument("a location is empty");
  if (std::any_of(text.begin(), text.end(), IsControl)) {
    return InvalidArgument("a location holds a control character: \"{}\"", text);
  }
  Location location;
  auto scheme = FindScheme(text);
  location.scheme_ = scheme.value_or("file");
  std::string_view rest = scheme ? text.substr(scheme->size() + 1) : text;
  if (scheme && rest.starts_with("//")) {
    rest.remove_prefix(2);
    auto authority = rest.substr(0, rest.find('/'));
    location.authority_ = std::string(authority);
    rest.remove_prefix(authority.size());
  } else if (!rest.starts_with('/')) {
    return InvalidArgument("location \"{}\" is not absolute; write it like file:///data/warehouse", text);
  }
  LP_ASSIGN(location.path_, AppendSegments("", rest, text));
  if (location.path_.empty()) location.path_ = "/";
  return location;
}

std::string Location::name() const { return path_.substr(path_.rfind('/') + 1); }

Result<Location> Location::Child(std::string_view relative) const {
  if (std::any_of(relative.begin(), relative.end(), IsControl)) {
    return InvalidArgument("a name below {} holds a control character: \"{}\"", ToString(), relative);
  }
  Location child = *this;
  LP_ASSIGN(child.path_, AppendSegments(path_ == "/" ? "" : path_, relative, relative));
  if (child.path_.empty()) child.path_ = "/";
  return child;
}

bool Location::Contains(const Location& other) const {
  if (scheme_ != other.scheme_ || authority_ != other.authority_) return false;
  if (path_ == "/" || path_ == other.path_) return true;
  return other.path_.starts_with(path_) && other.path_[path_.size()] == '/';
}

std::string Location::ToString() const { return scheme_ + "://" + authority_ + path_; }

}  // namespace lakeport

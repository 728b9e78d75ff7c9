#include "base/json.h"

#include <unordered_set>
#include <utility>

namespace lakeport {
namespace {

constexpr int kMaxDepth = 200;
constexpr size_t kMaxMembers = 10'000;

template <typename T>
Result<T> Missing(const std::string& key) {
  return CorruptData("\"{}\" is missing", key);
}

Error WrongType(const std::string& key, std::string_view wanted, const Json& got) {
  return CorruptData("\"{}\" must be {}, not {}", key, wanted, got.type_name());
}

template <typename Int>
Result<Int> ToInteger(const std::string& key, const Json& value) {
  auto fitting = [&key](auto number) -> Result<Int> {
    if (std::in_range<Int>(number)) return static_cast<Int>(number);
    return CorruptData("\"{}\" is {}, which is too {}", key, number, std::cmp_less(number, 0) ? "small" : "large");
  };
  if (!value.is_number_integer()) return WrongType(key, "a whole number", value);
  // A text's numbers from 0 up are unsigned; those that a program put in may be either.
  if (value.is_number_unsigned()) return fitting(value.get<uint64_t>());
  return fitting(value.get<int64_t>());
}

template <typename T, typename Get>
auto GetMember(const Json& object, const std::string& key, Get get) -> Result<T> {
  const Json* member = FindMember(object, key);
  if (member == nullptr) return Missing<T>(key);
  return get(*member);
}

template <typename T, typename Get>
Result<std::optional<T>> FindMemberAs(const Json& object, const std::string& key, Get get) {
  const Json* member = FindMember(object, key);
  if (member == nullptr) return std::optional<T>();
  LP_ASSIGN(T value, get(*member));
  return std::optional<T>(std::move(value));
}

auto AsString(const std::string& key) {
  return [&key](const Json& value) -> Result<std::string> {
    if (!value.is_string()) return WrongType(key, "a string", value);
    return value.get<std::string>();
  };
}

auto AsBool(const std::string& key) {
  return [&key](const Json& value) -> Result<bool> {
    if (!value.is_boolean()) return WrongType(key, "true or false", value);
    return value.get<bool>();
  };
}

template <typename Int>
auto AsInteger(const std::string& key) {
  return [&key](const Json& value) { return ToInteger<Int>(key, value); };
}

// Finds what a plain parse lets pass. One set of names for each object that is open.
class StrictCheck {
 public:
  // False from the first fault on.
  bool Accept(Json::parse_event_t event, const Json& parsed) {
    using Event = Json::parse_event_t;
    if (event == Event::object_start) open_.emplace_back();
    if (event == Event::object_end && !open_.empty()) open_.pop_back();
    if (event == Event::key && !open_.empty()) CheckKey(parsed.get_ref<const std::string&>());
    return fault_.empty();
  }
  const std::string& fault() const { return fault_; }

 private:
  void CheckKey(const std::string& key) {
    auto& keys = open_.back();
    if (!keys.insert(key).second) fault_ = fmt::format("names \"{}\" twice", key);
    if (keys.size() > kMaxMembers) fault_ = fmt::format("has an object with more than {} members", kMaxMembers);
  }

  std::vector<std::unordered_set<std::string>> open_;
  std::string fault_;
};

// Stops a parse from inside its callback: a callback that returns false skips values, and reads on.
struct StopParsing {};

template <typename Callback>
Result<Json> Parse(std::string_view text, std::string_view what, Callback callback) {
  try {
    return Json::parse(text, callback);
  } catch (const nlohmann::json::exception& e) {
    std::string_view why = e.what();  // "[json.exception.parse_error.101] parse error at line 1, column 2: ..."
    return CorruptData("{} is not valid JSON: {}", what, why.substr(why.find("] ") + 2));
  } catch (const StopParsing&) {
    return CorruptData("{} is nested more than {} deep", what, kMaxDepth);
  }
}

}  // namespace

Result<Json> ParseJson(std::string_view text, std::string_view what) {
  return Parse(text, what, [](int depth, Json::parse_event_t, Json&) {
    if (depth > kMaxDepth) throw StopParsing();
    return true;
  });
}

Result<Json> ParseStrictJson(std::string_view text, std::string_view what) {
  StrictCheck check;
  auto json = Parse(text, what, [&check](int depth, Json::parse_event_t event, Json& parsed) {
    if (depth > kMaxDepth || !check.Accept(event, parsed)) throw StopParsing();
    return true;
  });
  if (!check.fault().empty()) return CorruptData("{} {}", what, check.fault());
  return json;
}

std::string FormatJson(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string FormatJsonIndented(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace); }

const Json* FindMember(const Json& object, const std::string& key) {
  if (!object.is_object()) return nullptr;
  auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string TextOr(const Json& object, const std::string& key, const std::string& otherwise) {
  const Json* member = FindMember(object, key);
  return member != nullptr && member->is_string() ? member->get<std::string>() : otherwise;
}

Result<std::string> GetString(const Json& object, const std::string& key) {
  return GetMember<std::string>(object, key, AsString(key));
}
Result<int64_t> GetInt64(const Json& object, const std::string& key) {
  return GetMember<int64_t>(object, key, AsInteger<int64_t>(key));
}
Result<int32_t> GetInt32(const Json& object, const std::string& key) {
  return GetMember<int32_t>(object, key, AsInteger<int32_t>(key));
}
Result<bool> GetBool(const Json& object, const std::string& key) { return GetMember<bool>(object, key, AsBool(key)); }

Result<const Json*> GetArray(const Json& object, const std::string& key) {
  return GetMember<const Json*>(object, key, [&key](const Json& value) -> Result<const Json*> {
    if (!value.is_array()) return WrongType(key, "a list", value);
    return &value;
  });
}

Result<const Json*> GetObject(const Json& object, const std::string& key) {
  return GetMember<const Json*>(object, key, [&key](const Json& value) -> Result<const Json*> {
    if (!value.is_object()) return WrongType(key, "an object", value);
    return &value;
  });
}

Result<std::optional<std::string>> FindString(const Json& object, const std::string& key) {
  return FindMemberAs<std::string>(object, key, AsString(key));
}
Result<std::optional<int64_t>> FindInt64(const Json& object, const std::string& key) {
  return FindMemberAs<int64_t>(object, key, AsInteger<int64_t>(key));
}
Result<std::optional<int32_t>> FindInt32(const Json& object, const std::string& key) {
  return FindMemberAs<int32_t>(object, key, AsInteger<int32_t>(key));
}
Result<std::optional<bool>> FindBool(const Json& object, const std::string& key) {
  return FindMemberAs<bool>(object, key, AsBool(key));
}

Result<std::vector<std::string>> FindStrings(const Json& object, const std::string& key) {
  std::vector<std::string> strings;
  const Json* member = FindMember(object, key);
  if (member == nullptr) return strings;
  if (!member->is_array()) return WrongType(key, "a list of strings", *member);
  for (const auto& item : *member) {
    if (!item.is_string()) return WrongType(key, "a list of strings", item);
    strings.push_back(item.get<std::string>());
  }
  return strings;
}

}  // namespace lakeport

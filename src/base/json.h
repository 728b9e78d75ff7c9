#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.h"

namespace lakeport {

// Keeps members in the order in which they were written, so that what is read and written again stays comparable.
using Json = nlohmann::ordered_json;

// Parses one JSON text (RFC 8259). `what` names the text in the error ("table metadata file:///a/v1.json").
// CorruptData when it is not JSON, not UTF-8, or nested more than 200 deep.
Result<Json> ParseJson(std::string_view text, std::string_view what);

// The same for text that people wrote: CorruptData also when an object names a member twice, or has more than 10,000.
Result<Json> ParseStrictJson(std::string_view text, std::string_view what);

// Compact text; bytes that are not UTF-8 become U+FFFD, so that no input can make this fail.
std::string FormatJson(const Json& json);
std::string FormatJsonIndented(const Json& json);

// Typed reads of an object's members. All fail with CorruptData that names the member: a missing member is an error
// for Get..., and nullopt for Find..., which also takes null for missing. Integers must be whole and fit.
Result<std::string> GetString(const Json& object, const std::string& key);
Result<int64_t> GetInt64(const Json& object, const std::string& key);
Result<int32_t> GetInt32(const Json& object, const std::string& key);
Result<bool> GetBool(const Json& object, const std::string& key);
Result<const Json*> GetArray(const Json& object, const std::string& key);
Result<const Json*> GetObject(const Json& object, const std::string& key);

Result<std::optional<std::string>> FindString(const Json& object, const std::string& key);
Result<std::optional<int64_t>> FindInt64(const Json& object, const std::string& key);
Result<std::optional<int32_t>> FindInt32(const Json& object, const std::string& key);
Result<std::optional<bool>> FindBool(const Json& object, const std::string& key);
Result<std::vector<std::string>> FindStrings(const Json& object, const std::string& key);  // missing: empty
const Json* FindMember(const Json& object, const std::string& key);                        // missing or null: nullptr

// For what is only shown: the member if it is there and a string, else `otherwise`.
std::string TextOr(const Json& object, const std::string& key, const std::string& otherwise = {});

}  // namespace lakeport

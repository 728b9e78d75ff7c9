#pragma once

#include <map>
#include <string>

#include "formats/serde/column.h"
#include "formats/serde/json_text.h"
#include "formats/serde/timestamp_format.h"
#include "hivetype/hive_type.h"

namespace lakeport::formats {

// Whose SerDe reads the JSON.
enum class JsonDialect {
  kHcatalog,  // org.apache.hive.hcatalog.data.JsonSerDe: a number must be a number
  kHive,      // org.apache.hadoop.hive.serde2.JsonSerDe: a number may be a text
  kOpenx,     // org.openx.data.jsonserde.JsonSerDe: likewise, and a scalar may stand for an array of one
};

struct JsonRules {
  JsonDialect dialect = JsonDialect::kHcatalog;
  JsonSyntax syntax = JsonSyntax::kStrict;
  TimestampFormats timestamps{};
  bool raw_binary = false;  // else base64
  bool ignore_malformed = false;
  bool case_insensitive = true;
  bool dots_in_keys = false;
  std::map<std::string, std::string> mappings{};  // by column, in lower case: the key or keys that it is read from
};

// The place of a struct's member, or of a row's column, by a key of a JSON object. Immutable.
class JsonKeys {
 public:
  static constexpr size_t kNone = static_cast<size_t>(-1);
  // `names` in lower case.
  JsonKeys(const std::vector<std::string>& names, const JsonRules& rules);
  // `scratch` is for keys with escapes.
  size_t Find(std::string_view raw_key, std::string* scratch) const;

 private:
  void Add(std::string key, size_t place);

  std::map<std::string, size_t, std::less<>> places_;
  size_t count_;
  bool lower_;
  bool dots_;
  bool internal_names_;
};

// A column of raw JSON values. `rules` must outlive it. Unsupported for a type that the SerDe has no values for.
Result<ColumnDecoderPtr> MakeJsonColumn(const hive::HiveType& type, const JsonRules& rules);

}  // namespace lakeport::formats

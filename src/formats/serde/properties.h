#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/serde.h"

namespace lakeport::formats {

// A SerDe's properties as Hive merges them: the table's over the SerDe's own.
class SerdeProperties {
 public:
  explicit SerdeProperties(const SerdeDescription& description);

  std::optional<std::string> Find(const std::string& key) const;
  std::string Get(const std::string& key, std::string_view otherwise) const;
  bool IsTrue(const std::string& key, bool otherwise = false) const;  // "true" in any case
  // A number of lines. InvalidArgument, with the key, for anything else.
  Result<size_t> GetCount(const std::string& key) const;
  // A number from -128 to 127, else the text's first character, as LazyUtils.getByte has it.
  char GetByte(const std::string& key, char otherwise) const;

  const std::map<std::string, std::string>& all() const { return merged_; }

 private:
  std::map<std::string, std::string> merged_;
};

}  // namespace lakeport::formats

#include "formats/serde/properties.h"

#include "formats/serde/lazy_values.h"
#include "hivetype/name.h"

namespace lakeport::formats {
namespace {

// A Java character cast to a byte: its lowest eight bits.
char LowByte(std::string_view text) {
  auto first = static_cast<unsigned char>(text[0]);
  bool two_bytes = (first & 0xe0) == 0xc0 && text.size() > 1;
  bool three_bytes = (first & 0xf0) == 0xe0 && text.size() > 2;
  if (two_bytes) return static_cast<char>(first << 6 | (static_cast<unsigned char>(text[1]) & 0x3f));
  if (three_bytes)
    return static_cast<char>(static_cast<unsigned char>(text[1]) << 6 | (static_cast<unsigned char>(text[2]) & 0x3f));
  return text[0];
}

}  // namespace

SerdeProperties::SerdeProperties(const SerdeDescription& description) : merged_(description.table_properties) {
  merged_.insert(description.serde_properties.begin(), description.serde_properties.end());
}

std::optional<std::string> SerdeProperties::Find(const std::string& key) const {
  auto found = merged_.find(key);
  if (found == merged_.end()) return std::nullopt;
  return found->second;
}

std::string SerdeProperties::Get(const std::string& key, std::string_view otherwise) const {
  return Find(key).value_or(std::string(otherwise));
}

bool SerdeProperties::IsTrue(const std::string& key, bool otherwise) const {
  auto text = Find(key);
  return text ? hive::LowerName(*text) == "true" : otherwise;
}

Result<size_t> SerdeProperties::GetCount(const std::string& key) const {
  auto text = Find(key);
  int64_t count = 0;
  if (!text) return size_t{0};
  if (!ParseJavaInteger(*text, 0, std::numeric_limits<int32_t>::max(), &count)) {
    return InvalidArgument("{} is \"{}\", not a number of lines", key, *text);
  }
  return static_cast<size_t>(count);
}

char SerdeProperties::GetByte(const std::string& key, char otherwise) const {
  auto text = Find(key);
  int64_t code = 0;
  if (!text || text->empty()) return otherwise;
  if (ParseJavaInteger(*text, -128, 127, &code)) return static_cast<char>(code);
  return LowByte(*text);
}

}  // namespace lakeport::formats

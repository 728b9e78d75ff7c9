// The first byte chooses how the rest is compressed.
#include <array>

#include "read_table.h"
#include "targets.h"

namespace lakeport::fuzz {
namespace {

constexpr std::array<const char*, 6> kNames = {"a.gz", "a.deflate", "a.bz2", "a.zst", "a.snappy", "a.lz4"};

}  // namespace

void CompressedText(std::string_view input) {
  Input parts(input);
  const char* name = kNames.at(parts.Choose(kNames.size()));
  formats::SerdeDescription description{.serde = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
                                        .columns = {{"i", "int"}, {"s", "string"}}};
  ReadTable(description, parts.rest(), name);
}

}  // namespace lakeport::fuzz

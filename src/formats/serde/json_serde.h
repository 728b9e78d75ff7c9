#pragma once

#include <memory>

#include "formats/serde.h"

namespace lakeport::formats {

// org.apache.hive.hcatalog.data.JsonSerDe.
Result<std::shared_ptr<const Serde>> MakeHcatalogJsonSerde(const SerdeDescription& description);

// org.apache.hadoop.hive.serde2.JsonSerDe, of Hive 3 and later. Where that SerDe makes 0 of a text that is no number,
// or cuts off bits of one that is too large, this fails.
Result<std::shared_ptr<const Serde>> MakeHiveJsonSerde(const SerdeDescription& description);

// org.openx.data.jsonserde.JsonSerDe, with ignore.malformed.json, mapping.*, case.insensitive and dots.in.keys. Where
// its releases differ (a text that is no number: an error, null or 0; an object where a text is declared), this fails.
Result<std::shared_ptr<const Serde>> MakeOpenxJsonSerde(const SerdeDescription& description);

}  // namespace lakeport::formats

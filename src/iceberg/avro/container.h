#pragma once

#include <cstddef>
#include <string_view>

namespace lakeport::iceberg::avro {

// What every object container file has (Avro specification 1.11, "Object Container Files").
inline constexpr std::string_view kMagic("Obj\x01", 4);
inline constexpr size_t kSyncSize = 16;
inline constexpr std::string_view kSchemaKey = "avro.schema";
inline constexpr std::string_view kCodecKey = "avro.codec";

}  // namespace lakeport::iceberg::avro

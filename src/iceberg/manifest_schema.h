#pragma once

#include <string_view>

#include "iceberg/schema.h"
#include "iceberg/type.h"

namespace lakeport::iceberg {

// The fields of manifests and manifest lists as format version 2 has them (spec, "Manifests" and "Manifest Lists"),
// with the order and the documentation that Iceberg's Java library gives them. They go into the files' headers.
Schema ManifestEntrySchema(const TypePtr& partition);
Schema ManifestListSchema();

inline constexpr std::string_view kManifestEntryName = "manifest_entry";
inline constexpr std::string_view kManifestListName = "manifest_file";

}  // namespace lakeport::iceberg

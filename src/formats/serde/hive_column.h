#pragma once

#include <string>

#include "formats/footer.h"
#include "hivetype/hive_type.h"

namespace lakeport::formats {

// A column that holds values of a Hive type. One that Iceberg has no type for says so when it is asked for.
FileColumn HiveColumn(std::string name, const hive::HiveType& type);

}  // namespace lakeport::formats

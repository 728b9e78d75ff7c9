#pragma once

#include <string>
#include <vector>

#include "formats/footer.h"

namespace lakeport::formats {

// Nested columns as every format's reader makes them; name, field id and `required` are left to the caller. The
// children of a list and of a map get their names: "element", "key", "value".
FileColumn StructColumn(std::vector<FileColumn> members, std::string physical);
FileColumn ListColumn(FileColumn element, std::string physical);
FileColumn MapColumn(FileColumn key, FileColumn value, std::string physical);
// A column that Iceberg has no type for.
FileColumn UnreadableColumn(std::string physical);

}  // namespace lakeport::formats

#pragma once

#include <string>
#include <string_view>
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

// Ends what `physical` says of a column of dates or times whose writer counted by the Julian calendar before 15 October
// 1582.
inline constexpr std::string_view kJulian = ", Julian";

}  // namespace lakeport::formats

#pragma once

#include <string>
#include <string_view>

namespace lakeport {

// Where `relative` lies in the sources that this program was built from.
std::string SourcePath(std::string_view relative);
// Where the build put the program `name`.
std::string ProgramPath(std::string_view name);
// The bytes of the file `relative` of the sources; empty, and the test fails, when it can't be read.
std::string ReadSourceFile(std::string_view relative);

}  // namespace lakeport

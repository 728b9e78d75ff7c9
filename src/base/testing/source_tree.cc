#include "base/testing/source_tree.h"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace lakeport {

// Only this file is compiled with the paths of a checkout: all others come out of the compiler's cache in every
// checkout.
std::string SourcePath(std::string_view relative) { return std::string(LAKEPORT_SOURCE_DIR "/").append(relative); }

std::string ProgramPath(std::string_view name) { return std::string(LAKEPORT_PROGRAMS_DIR "/").append(name); }

std::string ReadSourceFile(std::string_view relative) {
  std::ifstream file(SourcePath(relative), std::ios::binary);
  EXPECT_TRUE(file.good()) << "no file " << SourcePath(relative);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace lakeport

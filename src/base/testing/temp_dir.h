#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/location.h"

namespace lakeport {

// An empty directory of its own, removed with all that is in it at the end of its life.
class TempDir {
 public:
  TempDir() {
    std::string pattern = (std::filesystem::temp_directory_path() / "lakeport-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  std::string path(const std::string& relative) const { return path_ + "/" + relative; }
  Location location() const { return Location::Parse(path_).value(); }
  // Where `relative` lies in it; it must be a valid name.
  Location location(const std::string& relative) const { return location().Child(relative).value(); }

 private:
  std::string path_;
};

}  // namespace lakeport

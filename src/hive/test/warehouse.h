#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::hive {

// Files under file:///w, in memory.
class Warehouse {
 public:
  Warehouse() : io_(std::make_unique<storage::MemoryFileIO>()), view_(io_.get()) {}

  Warehouse& Add(const std::string& path, const std::string& bytes = "PAR1....") {
    EXPECT_THAT(storage::WriteFile(*view_, At(path), bytes, storage::WriteMode::kReplace), IsOk());
    return *this;
  }

  storage::MemoryFileIO& io() { return *view_; }
  std::unique_ptr<storage::MemoryFileIO> TakeIo() { return std::move(io_); }
  static Location At(const std::string& path) { return *Location::Parse("file:///w/" + path); }

 private:
  std::unique_ptr<storage::MemoryFileIO> io_;
  storage::MemoryFileIO* view_;
};

}  // namespace lakeport::hive

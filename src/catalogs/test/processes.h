#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "iceberg/catalog.h"

namespace lakeport::catalogs {

// A child of this process, which ends with what `work` returns.
inline pid_t ForkChild(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  return child;
}

// Its status, as waitpid gives it.
inline int WaitForChild(pid_t child) {
  int status = -1;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return status;
}

// Sets a property as an engine does: again after a conflict.
inline bool CommitProperty(iceberg::Catalog& catalog, const iceberg::TableIdentifier& table, const std::string& key) {
  for (int attempt = 0; attempt < 1000; ++attempt) {
    auto committed = catalog.CommitTable(table, {}, {iceberg::SetProperties{{{key, "x"}}}});
    if (committed.ok()) return true;
    if (committed.error().kind() != ErrorKind::kConflict) return false;
  }
  return false;
}

// From `processes` processes at once, each with a catalog of its own, `commits` one after the other.
inline void CommitFromProcesses(int processes, int commits, const iceberg::TableIdentifier& table,
                                const std::function<std::unique_ptr<iceberg::Catalog>()>& open) {
  std::vector<pid_t> children;
  for (int process = 0; process < processes; ++process) {
    children.push_back(ForkChild([&] {
      auto catalog = open();
      for (int i = 0; i < commits; ++i) {
        if (!CommitProperty(*catalog, table, fmt::format("p{}.{}", process, i))) return 1;
      }
      return 0;
    }));
  }
  for (pid_t child : children) EXPECT_EQ(WaitForChild(child), 0);
}

}  // namespace lakeport::catalogs

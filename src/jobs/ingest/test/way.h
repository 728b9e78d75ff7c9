#pragma once

#include <array>
#include <ostream>
#include <string>
#include <vector>

#include "jobs/ingest/test/lake.h"

namespace lakeport::ingest {

// A way of making a table.
struct Way {
  std::string name;
  protocol::IngestMode mode = protocol::IngestMode::kCopy;
  std::vector<std::string> partition_by{};
  std::vector<std::string> sort_by{};
  int64_t target_file_size = 0;

  void Ask(Lake& lake) const {
    lake.request.mode = mode;
    lake.request.partition_by = partition_by;
    lake.request.sort_by = sort_by;
    lake.request.target_file_size = target_file_size;
  }
};
inline void PrintTo(const Way& way, std::ostream* out) { *out << way.name; }

inline const Way kCopyWay{"Copy"};
inline const Way kInPlaceWay{"InPlace", protocol::IngestMode::kInPlace};
// Every file anew: each partition's rows for themselves, sorted besides, or parted otherwise.
inline const Way kRewriteWay{"Rewrite", protocol::IngestMode::kRewrite, {}, {}, 64 << 20};
inline const Way kSortWay{"Sort", protocol::IngestMode::kRewrite, {}, {"id desc"}};
inline const Way kRepartitionWay{"Repartition", protocol::IngestMode::kRewrite, {"bucket(2, id)"}};

// For INSTANTIATE_TEST_SUITE_P.
struct NameOfWay {
  template <typename Info>
  std::string operator()(const Info& info) const {
    return info.param.name;
  }
};

}  // namespace lakeport::ingest

#pragma once

#include <ostream>

#include "base/json.h"
#include "browse/explore.h"
#include "cli/text_table.h"

namespace lakeport::cli {

// What `lakeport explore` finds (browse/explore_json.h), for people: names line by line; snapshots and files as the
// rows of one table, which goes out in parts, so that memory does not grow with their number; a table and a checksum
// as tables of facts.
class ExploreText {
 public:
  ExploreText(browse::View view, std::ostream& out);

  void Add(const Json& found);
  // To be called after the last Add.
  void Finish();

 private:
  const browse::View view_;
  std::ostream& out_;
  TextTable rows_;
  int row_count_ = 0;
};

}  // namespace lakeport::cli

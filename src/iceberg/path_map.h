#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/location.h"
#include "base/result.h"

namespace lakeport::iceberg {

// Where what lies below one directory is to lie instead.
struct PathRule {
  Location from;
  Location to;
};

// Says of every file of a table where it is to lie instead. A path is below a directory only at a '/': "/t" does not
// hold "/t_backup/f"; of several rules the longest fits. However a path is spelled ("file:/a", "file:///a", "/a";
// wasbs, abfss), it goes to the same place. Immutable; safe from several threads.
class PathMap {
 public:
  // InvalidArgument when two rules have the same source, and when the files of two could meet at their target: one
  // target lies in the other's, and not just where the source lies in the other's source, too.
  static Result<PathMap> Make(std::vector<PathRule> rules);

  // Where `path` goes. nullopt when no rule fits; InvalidArgument for what is no location.
  Result<std::optional<std::string>> Find(std::string_view path) const;
  // The same, for what must have a place. NotFound names the path and the directories that there are rules for.
  Result<std::string> Get(std::string_view path) const;

  const std::vector<PathRule>& rules() const { return rules_; }  // the longest source first

 private:
  explicit PathMap(std::vector<PathRule> rules) : rules_(std::move(rules)) {}

  std::vector<PathRule> rules_;
};

}  // namespace lakeport::iceberg

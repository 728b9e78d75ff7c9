#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace lakeport {

// Where a file or directory lies: scheme, authority, path, as Hadoop, Hive and Iceberg write locations.
// "file:/a", "file:///a" and "/a" are the same place. The path is not percent-decoded: Hive's directory names hold
// '%' as a plain character, and every store here takes paths as they are.
class Location {
 public:
  // InvalidArgument for an empty text, a NUL or another control character, a relative path, or a ".." segment.
  static Result<Location> Parse(std::string_view text);

  const std::string& scheme() const { return scheme_; }        // lower case; "file" when the text had none
  const std::string& authority() const { return authority_; }  // "container@account.dfs.core.windows.net"; may be empty
  const std::string& path() const { return path_; }            // begins with '/'; no '//' and no trailing '/'
  std::string name() const;                                    // the last segment of the path

  bool is_local() const { return scheme_ == "file"; }

  // This location with segments appended; `relative` may hold several ("data/p=1/f.parquet").
  // InvalidArgument when a segment is "..", ".", or holds a control character.
  Result<Location> Child(std::string_view relative) const;
  // True when `other` is this location or lies below it. "/a/t" does not contain "/a/t_backup".
  bool Contains(const Location& other) const;

  // "file:///a/b", "abfss://c@acct.dfs.core.windows.net/a/b".
  std::string ToString() const;

  friend bool operator==(const Location&, const Location&) = default;
  friend auto operator<=>(const Location&, const Location&) = default;

 private:
  std::string scheme_;
  std::string authority_;
  std::string path_;
};

}  // namespace lakeport

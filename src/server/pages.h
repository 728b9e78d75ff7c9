#pragma once

#include <string>

#include "server/http.h"

namespace lakeport::server {

// The built pages: files of one directory. A path without a file extension that names no file is a page's address,
// which the pages themselves route: it gets index.html. Files under assets/ have a hash in their name and are kept by
// browsers for good. Files are read anew for each request; nothing outside the directory is served.
class Pages {
 public:
  explicit Pages(std::string directory) : directory_(std::move(directory)) {}
  Response Get(const Request& request) const;

 private:
  std::string directory_;
};

}  // namespace lakeport::server

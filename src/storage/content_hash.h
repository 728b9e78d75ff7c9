#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace lakeport::storage {

// XXH3 with 128 bits, over bytes that come in pieces. It tells apart what disks, networks and mistakes make different,
// at memory speed; it is no proof against someone who means to forge a file. For one thread.
class ContentHash {
 public:
  ContentHash();
  ~ContentHash();

  void Update(std::string_view bytes);
  // "xxh3-128:" and 32 hexadecimal digits, the most significant first. May be called again after more Updates.
  std::string Finish() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lakeport::storage

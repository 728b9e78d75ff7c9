#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lakeport::ingest {

// How often something was met, and the first few of it, so that a message can name them whatever their number.
class Examples {
 public:
  void Add(std::string text) {
    if (first_.size() < kShown) first_.push_back(std::move(text));
    ++count_;
  }

  int64_t count() const { return count_; }
  bool empty() const { return count_ == 0; }

  // "a; b; c and 12 more"
  std::string ToString() const {
    std::string text;
    for (const std::string& one : first_) text += (text.empty() ? "" : "; ") + one;
    if (count_ > static_cast<int64_t>(kShown))
      text += " and " + std::to_string(count_ - static_cast<int64_t>(kShown)) + " more";
    return text;
  }

 private:
  static constexpr size_t kShown = 3;
  int64_t count_ = 0;
  std::vector<std::string> first_;
};

}  // namespace lakeport::ingest

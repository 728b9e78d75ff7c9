#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "iceberg/avro/schema.h"

namespace lakeport::iceberg::avro {

// Reads Avro's binary encoding from bytes that nobody vouches for. The first fault sticks: from then on every read
// gives zero or nothing, ok() is false and status() says what was wrong and where. So a caller reads a whole record and
// then looks once, but a loop over items must look each time.
// Work is bounded by the number of bytes, whatever counts they claim (values of no bytes, a billion of them).
class Decoder {
 public:
  explicit Decoder(std::string_view bytes);

  bool ok() const { return fault_.empty(); }
  Status status() const;  // CorruptData
  bool at_end() const { return position_ == bytes_.size(); }
  size_t position() const { return position_; }  // bytes read
  void Fail(std::string_view fault);

  bool Boolean();
  int32_t Int();
  int64_t Long();
  float Float();
  double Double();
  std::string_view Bytes();  // of bytes and of string; valid as long as the input
  std::string_view Fixed(int32_t size);
  size_t Branch(const Schema& union_schema);

  // An array's or a map's items: calls `item` for each until there are no more or a fault.
  template <typename Item>
  void Items(Item item) {
    for (int64_t count = BlockCount(); count > 0; count = BlockCount()) {
      for (; count > 0 && Charge(); --count) item();
    }
  }

  void Skip(const Schema& schema);

  // Counts one value; false, with a fault, when there were more than so few bytes can mean.
  bool Charge() {
    if (budget_ == 0) Fail("more values than its bytes can hold");
    if (!ok()) return false;
    --budget_;
    return true;
  }

 private:
  size_t remaining() const { return bytes_.size() - position_; }
  int64_t BlockCount();
  void SkipItems(const Schema& schema);

  std::string_view bytes_;
  size_t position_ = 0;
  size_t budget_;
  std::string fault_;
};

}  // namespace lakeport::iceberg::avro

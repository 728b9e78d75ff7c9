#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lakeport::formats {

// Reads Thrift's compact protocol (thrift/doc/specs/thrift-compact-protocol.md) from bytes in memory, without copying.
// A failure is sticky: after it every read returns zero or nothing and every loop ends, so a caller checks ok() once.
// No input can make it read outside its bytes, recurse deeper than kMaxDepth, or loop longer than there are bytes.
class CompactReader {
 public:
  static constexpr int kMaxDepth = 64;

  explicit CompactReader(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return failure_ == nullptr; }
  const char* failure() const { return failure_; }  // what was wrong; nullptr when ok
  size_t position() const { return position_; }     // of the failure, or of the next byte

  // Calls on_field(id) for each field; it must read the field's value or Skip() it.
  template <typename OnField>
  void ReadStruct(OnField on_field) {
    if (!Enter()) return;
    int16_t outer = field_id_;
    field_id_ = 0;
    while (NextField()) on_field(field_id_);
    field_id_ = outer;
    --depth_;
  }

  // A struct that is a field's value or a list's item.
  template <typename OnField>
  void ReadStructField(OnField on_field) {
    if (Expect(kStruct)) ReadStruct(on_field);
  }

  // Calls on_item(index) for each item; it must read or Skip() it.
  template <typename OnItem>
  void ReadList(OnItem on_item) {
    if (!Expect(kList)) return;
    uint8_t item_type = 0;
    uint64_t count = BeginList(&item_type);
    for (uint64_t i = 0; i < count && ok(); ++i) {
      type_ = item_type;
      in_list_ = true;
      on_item(static_cast<size_t>(i));
    }
  }

  bool ReadBool();
  int8_t ReadI8();
  int32_t ReadI32();
  int64_t ReadI64();
  std::string_view ReadBinary();  // a view into the bytes
  void Skip();

  // The bytes of the current value, which is skipped: to be read later by a reader of their own. For a list or a
  // struct; the list's header is included.
  std::string_view SkipToView();

  void Fail(const char* what);
  // Makes this reader, over SkipToView's bytes, stand before a list.
  void StandBeforeList() { type_ = kList; }

 private:
  enum WireType : uint8_t {
    kStop = 0,
    kTrue = 1,
    kFalse = 2,
    kI8 = 3,
    kI16 = 4,
    kI32 = 5,
    kI64 = 6,
    kDouble = 7,
    kBinary = 8,
    kList = 9,
    kSet = 10,
    kMap = 11,
    kStruct = 12,
    kUuid = 13,
  };

  bool NextField();
  bool Enter();
  bool Expect(WireType type);
  uint64_t BeginList(uint8_t* item_type);
  uint8_t ReadByte();
  uint64_t ReadVarint();
  int64_t ReadZigzag(int64_t low, int64_t high);
  void Advance(uint64_t count);
  void SkipListItems();
  void SkipMapEntries();

  std::string_view bytes_;
  size_t position_ = 0;
  const char* failure_ = nullptr;
  int16_t field_id_ = 0;
  uint8_t type_ = kStop;  // of the value that comes next
  bool in_list_ = false;  // a list's booleans take a byte; a field's are in its header
  int depth_ = 0;
};

}  // namespace lakeport::formats

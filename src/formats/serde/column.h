#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <arrow/array/array_base.h>
#include <arrow/array/builder_base.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/buffer_builder.h>
#include <arrow/memory_pool.h>
#include <arrow/type.h>

#include "base/result.h"
#include "base/utf8.h"
#include "formats/serde/field.h"

namespace lakeport::formats {

// What a text is to the SerDe that reads it.
enum class Parsed { kValue, kNull, kFault };  // kFault: Hive's query fails
inline Parsed ValueIf(bool parsed) { return parsed ? Parsed::kValue : Parsed::kNull; }

using ArrayPtr = std::shared_ptr<arrow::Array>;

Status FromArrow(const arrow::Status& status);

// A column of Arrow's that is made from the texts of a file. For one thread.
class ColumnDecoder {
 public:
  virtual ~ColumnDecoder() = default;
  // One value for each field. CorruptData for a text at which Hive's query fails.
  virtual Status Append(Fields fields) = 0;
  // What was appended since the last Finish.
  virtual Result<ArrayPtr> Finish() = 0;
};
using ColumnDecoderPtr = std::unique_ptr<ColumnDecoder>;

Error BadValue(std::string_view text, std::string_view type);

// Values of a fixed width. Parse: Parsed(std::string_view text, Builder::value_type* value).
template <typename Builder, typename Value, typename Parse>
class PrimitiveColumn final : public ColumnDecoder {
 public:
  PrimitiveColumn(const std::shared_ptr<arrow::DataType>& type, Parse parse)
      : builder_(type, arrow::default_memory_pool()), parse_(std::move(parse)) {}

  Status Append(Fields fields) override {
    LP_TRY(FromArrow(builder_.Reserve(static_cast<int64_t>(fields.size()))));
    for (const Field& field : fields) {
      Value value{};
      Parsed parsed = field.is_null() ? Parsed::kNull : parse_(field.text(), &value);
      if (parsed == Parsed::kValue) {
        builder_.UnsafeAppend(value);
      } else if (parsed == Parsed::kNull) {
        builder_.UnsafeAppendNull();
      } else {
        return BadValue(field.text(), builder_.type()->ToString());
      }
    }
    return Ok();
  }

  Result<ArrayPtr> Finish() override {
    ArrayPtr array;
    LP_TRY(FromArrow(builder_.Finish(&array)));
    return array;
  }

 private:
  Builder builder_;
  Parse parse_;
};

template <typename Builder, typename Value, typename Parse>
ColumnDecoderPtr MakePrimitiveColumn(const std::shared_ptr<arrow::DataType>& type, Parse parse) {
  return std::make_unique<PrimitiveColumn<Builder, Value, Parse>>(type, std::move(parse));
}

// Texts and bytes. Parse: Parsed(std::string_view text, std::string* scratch, std::string_view* value).
template <typename Builder, typename Parse>
class TextColumn final : public ColumnDecoder {
 public:
  explicit TextColumn(Parse parse) : parse_(std::move(parse)) {}

  Status Append(Fields fields) override {
    LP_TRY(FromArrow(builder_.Reserve(static_cast<int64_t>(fields.size()))));
    for (const Field& field : fields) {
      std::string_view value;
      Parsed parsed = field.is_null() ? Parsed::kNull : parse_(field.text(), &scratch_, &value);
      if (parsed == Parsed::kFault) return BadValue(field.text(), builder_.type()->ToString());
      if (parsed == Parsed::kNull) {
        builder_.UnsafeAppendNull();
      } else {
        LP_TRY(FromArrow(builder_.Append(value.data(), static_cast<int32_t>(value.size()))));
      }
    }
    return Ok();
  }

  Result<ArrayPtr> Finish() override {
    ArrayPtr array;
    LP_TRY(FromArrow(builder_.Finish(&array)));
    return array;
  }

 private:
  Builder builder_{arrow::default_memory_pool()};
  std::string scratch_;
  Parse parse_;
};

template <typename Builder, typename Parse>
ColumnDecoderPtr MakeTextColumn(Parse parse) {
  return std::make_unique<TextColumn<Builder, Parse>>(std::move(parse));
}

// Texts as they are: the common case, so nothing is asked about each.
class PlainTextColumn final : public ColumnDecoder {
 public:
  Status Append(Fields fields) override;
  Result<ArrayPtr> Finish() override;

 private:
  arrow::StringBuilder builder_{arrow::default_memory_pool()};
};

// Which values of a nested column are there, and where a list's or map's elements end.
class NestedParts {
 public:
  Status Reserve(size_t count);
  void Append(bool there, int64_t elements_so_far);
  // `children` hold what the offsets count; without offsets for a struct.
  Result<ArrayPtr> Finish(const std::shared_ptr<arrow::DataType>& type, bool offsets,
                          std::vector<std::shared_ptr<arrow::ArrayData>> children);
  // Of a struct whose members are finished with it.
  Result<ArrayPtr> FinishStruct(const std::shared_ptr<arrow::DataType>& type,
                                const std::vector<ColumnDecoderPtr>& members);

 private:
  arrow::TypedBufferBuilder<bool> there_;
  arrow::TypedBufferBuilder<int32_t> offsets_;
  int64_t length_ = 0;
  bool too_many_ = false;
};

}  // namespace lakeport::formats

#include "formats/serde/avro_primitive.h"

#include <string>
#include <utility>

#include <arrow/array/builder_decimal.h>
#include <arrow/util/decimal.h>

#include "formats/rows/arrow_type.h"
#include "formats/serde/java_text.h"
#include "formats/serde/lazy_values.h"
#include "iceberg/decimal.h"

namespace lakeport::formats {
namespace {

using iceberg::avro::Decoder;
using iceberg::avro::Kind;
using iceberg::avro::Schema;

constexpr int64_t kMicrosPerMilli = 1000;

// ReadValue: bool(Decoder&, Value*); false is null.
template <typename Builder, typename Value, typename ReadValue>
class Primitive final : public AvroDecoder {
 public:
  Primitive(const std::shared_ptr<arrow::DataType>& type, ReadValue read)
      : builder_(type, arrow::default_memory_pool()), read_(std::move(read)) {}

  void Read(Decoder& decoder) override {
    Value value{};
    bool there = read_(decoder, &value);
    Keep(there ? builder_.Append(value) : builder_.AppendNull());
  }
  void AppendNull() override { Keep(builder_.AppendNull()); }

  Result<ArrayPtr> Finish() override {
    LP_TRY(FromArrow(failed_));
    ArrayPtr array;
    LP_TRY(FromArrow(builder_.Finish(&array)));
    return array;
  }

 private:
  void Keep(arrow::Status status) {
    if (!status.ok()) failed_ = std::move(status);
  }

  Builder builder_;
  arrow::Status failed_;
  ReadValue read_;
};

template <typename Builder, typename Value, typename Read>
AvroDecoderPtr Make(const std::shared_ptr<arrow::DataType>& type, Read read) {
  return std::make_unique<Primitive<Builder, Value, Read>>(type, std::move(read));
}

int64_t ReadWhole(Kind writer, Decoder& decoder) { return writer == Kind::kInt ? decoder.Int() : decoder.Long(); }

double ReadNumber(Kind writer, Decoder& decoder) {
  if (writer == Kind::kDouble) return decoder.Double();
  if (writer == Kind::kFloat) return static_cast<double>(decoder.Float());
  return static_cast<double>(ReadWhole(writer, decoder));
}

AvroDecoderPtr MakeInt(const Schema& reader) {
  auto read = [](Decoder& decoder, int32_t* value) {
    *value = decoder.Int();
    return true;
  };
  if (reader.logical_type == "date") return Make<arrow::Date32Builder, int32_t>(arrow::date32(), read);
  return Make<arrow::Int32Builder, int32_t>(arrow::int32(), read);
}

AvroDecoderPtr MakeLong(Kind writer, const Schema& reader) {
  if (reader.logical_type != "timestamp-millis") {
    return Make<arrow::Int64Builder, int64_t>(arrow::int64(), [writer](Decoder& decoder, int64_t* value) {
      *value = ReadWhole(writer, decoder);
      return true;
    });
  }
  auto type = arrow::timestamp(arrow::TimeUnit::MICRO);
  return Make<arrow::TimestampBuilder, int64_t>(type, [writer](Decoder& decoder, int64_t* value) {
    if (__builtin_mul_overflow(ReadWhole(writer, decoder), kMicrosPerMilli, value))
      decoder.Fail("a time beyond all calendars");
    return true;
  });
}

// The unscaled value's bytes, highest first; the file's scale becomes the table's.
AvroDecoderPtr MakeDecimal(const Schema& writer, const Schema& reader) {
  int written_scale = writer.logical_type == "decimal" ? writer.scale : reader.scale;
  auto read = [written_scale, precision = reader.precision, scale = reader.scale](Decoder& decoder,
                                                                                  arrow::Decimal128* value) {
    auto bytes = decoder.Bytes();
    auto written = iceberg::DecodeDecimal(bytes);
    if (!written.ok()) {
      decoder.Fail("a decimal of no bytes or too many");
      return false;
    }
    iceberg::Int128 unscaled = 0;
    if (!ParseLazyDecimal(iceberg::FormatDecimal(*written, written_scale), precision, scale, &unscaled)) return false;
    *value = ToArrowDecimal(unscaled);
    return true;
  };
  return Make<arrow::Decimal128Builder, arrow::Decimal128>(arrow::decimal128(reader.precision, reader.scale), read);
}

// Text and bytes, which are one to a reader.
template <typename Builder>
AvroDecoderPtr MakeBytes(const std::shared_ptr<arrow::DataType>& type, const Schema& writer) {
  return Make<Builder, std::string_view>(type, [writer](Decoder& decoder, std::string_view* value) {
    *value = writer.kind == Kind::kFixed ? decoder.Fixed(writer.size) : decoder.Bytes();
    return true;
  });
}

AvroDecoderPtr MakeText(const Schema& writer, const Schema& reader) {
  bool is_char = reader.logical_type == "char";
  if (reader.max_length <= 0 || (!is_char && reader.logical_type != "varchar"))
    return MakeBytes<arrow::StringBuilder>(arrow::utf8(), writer);
  auto read = [is_char, length = static_cast<size_t>(reader.max_length), scratch = std::string()](
                  Decoder& decoder, std::string_view* value) mutable {
    *value = MakeCharacters(decoder.Bytes(), length, is_char, &scratch);
    return true;
  };
  return Make<arrow::StringBuilder, std::string_view>(arrow::utf8(), std::move(read));
}

AvroDecoderPtr MakeEnum(const Schema& writer) {
  auto read = [&symbols = writer.symbols](Decoder& decoder, std::string_view* value) {
    int32_t place = decoder.Int();
    if (place < 0 || static_cast<size_t>(place) >= symbols.size()) {
      decoder.Fail("an enum's value that has no symbol");
      return false;
    }
    *value = symbols[static_cast<size_t>(place)];
    return true;
  };
  return Make<arrow::StringBuilder, std::string_view>(arrow::utf8(), read);
}

bool IsText(Kind kind) { return kind == Kind::kString || kind == Kind::kBytes; }

}  // namespace

AvroDecoderPtr MakeAvroKey() {
  Schema text;
  text.kind = Kind::kString;
  return MakeBytes<arrow::StringBuilder>(arrow::utf8(), text);
}

AvroDecoderPtr MakeAvroPrimitive(const Schema& writer, const Schema& reader) {
  Kind from = writer.kind;
  bool whole = from == Kind::kInt || from == Kind::kLong;
  bool same = from == reader.kind;
  switch (reader.kind) {
    case Kind::kBoolean:
      if (!same) return nullptr;
      return Make<arrow::BooleanBuilder, bool>(arrow::boolean(), [](Decoder& decoder, bool* value) {
        *value = decoder.Boolean();
        return true;
      });
    case Kind::kInt: return same ? MakeInt(reader) : nullptr;
    case Kind::kLong: return whole ? MakeLong(from, reader) : nullptr;
    case Kind::kFloat:
      if (!whole && !same) return nullptr;
      return Make<arrow::FloatBuilder, float>(arrow::float32(), [from](Decoder& decoder, float* value) {
        *value = from == Kind::kFloat ? decoder.Float() : static_cast<float>(ReadWhole(from, decoder));
        return true;
      });
    case Kind::kDouble:
      if (!whole && !same && from != Kind::kFloat) return nullptr;
      return Make<arrow::DoubleBuilder, double>(arrow::float64(), [from](Decoder& decoder, double* value) {
        *value = ReadNumber(from, decoder);
        return true;
      });
    case Kind::kString: return IsText(from) ? MakeText(writer, reader) : nullptr;
    case Kind::kBytes: {
      if (!IsText(from)) return nullptr;
      constexpr int kMaxPrecision = 38;
      bool decimal = reader.logical_type == "decimal" && reader.precision > 0 && reader.precision <= kMaxPrecision &&
                     reader.scale >= 0 && reader.scale <= reader.precision;
      return decimal ? MakeDecimal(writer, reader) : MakeBytes<arrow::BinaryBuilder>(arrow::binary(), writer);
    }
    case Kind::kFixed:
      return same && writer.size == reader.size ? MakeBytes<arrow::BinaryBuilder>(arrow::binary(), writer) : nullptr;
    case Kind::kEnum: return same ? MakeEnum(writer) : nullptr;
    default: return nullptr;
  }
}

}  // namespace lakeport::formats

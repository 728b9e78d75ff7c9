#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/json.h"
#include "base/result.h"
#include "iceberg/type.h"

namespace lakeport::iceberg {

__extension__ using Int128 = __int128;

// A decimal's unscaled value; the scale is the type's.
struct Decimal {
  Int128 unscaled = 0;
  friend bool operator==(Decimal, Decimal) = default;
};

// One primitive value. The type that goes with it says how to read it:
//   bool            boolean
//   int32_t         int, date (days since 1970-01-01)
//   int64_t         long, time (microseconds), timestamps (microseconds or nanoseconds since 1970-01-01T00:00)
//   float, double   float, double
//   Decimal         decimal
//   std::string     string (UTF-8), binary, fixed, uuid (16 bytes)
//   monostate       null
// A long may be held as an int32_t, and a double as a float: columns are promoted. Any other alternative than its
// type's is a mistake in the program.
using Value = std::variant<std::monostate, bool, int32_t, int64_t, float, double, Decimal, std::string>;

inline bool IsNull(const Value& value) { return std::holds_alternative<std::monostate>(value); }

// Single-value serialisation to bytes, for bounds (spec, Appendix D, "Binary single-value serialization"). Null has no
// bytes. Decoding fails with CorruptData on a wrong number of bytes; a fixed may be shorter, since bounds are
// truncated.
std::string EncodeValue(const Type& type, const Value& value);
Result<Value> DecodeValue(const Type& type, std::string_view bytes);

// Single-value serialisation to JSON (spec, Appendix D, "JSON single-value serialization"). What JSON has no number for
// becomes "NaN", "Infinity" or "-Infinity". Reading fails with CorruptData.
Json ValueToJson(const Type& type, const Value& value);
Result<Value> ValueFromJson(const Type& type, const Json& json);

// A negative number, 0 or a positive one. Strings and bytes compare unsigned byte by byte; -0.0 is below 0.0; NaN is
// above all. Neither may be null.
int CompareValues(const Type& type, const Value& a, const Value& b);

// What truncate(width) makes of a lower and of an upper bound: of a string at most `width` code points, of binary
// and fixed `width` bytes; other values are left as they are. A string is cut short at the first byte that is not
// UTF-8, so that readers order the bound as we do. nullopt: no upper bound can be made (every code point is the
// highest).
Value TruncateLowerBound(const Type& type, const Value& value, int width);
std::optional<Value> TruncateUpperBound(const Type& type, const Value& value, int width);

}  // namespace lakeport::iceberg

#include "base/utf8.h"

#include <gtest/gtest.h>

namespace lakeport {
namespace {

TEST(Utf8Test, AcceptsEveryLengthOfCharacter) {
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("a\u00e9\u20ac\U0001f600\U0010ffff"));
}

TEST(Utf8Test, RefusesWhatIsCutOverlongASurrogateOrTooLarge) {
  for (std::string_view text : {"\xff", "\x80", "a\xc3", "\xe2\x82", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80",
                                "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80"}) {
    EXPECT_FALSE(IsUtf8(text)) << Printable(text);
  }
}

TEST(Utf8Test, PrintableShowsControlCharactersAndForeignBytesAsHexadecimal) {
  EXPECT_EQ(Printable("caf\u00e9"), "caf\u00e9");
  EXPECT_EQ(Printable("a\n\x1b[1m\xff\xc3"), "a\\x0a\\x1b[1m\\xff\\xc3");
  EXPECT_EQ(Printable(std::string_view("\0", 1)), "\\x00");
}

}  // namespace
}  // namespace lakeport

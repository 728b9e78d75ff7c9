#include <gtest/gtest.h>

#include "cli/text_table.h"
#include "cli/units.h"

namespace lakeport::cli {
namespace {

TEST(TextTableTest, LinesUpColumnsByCharactersNotBytes) {
  TextTable table({{"NAME"}, {"ROWS", Align::kRight}, {"NOTE"}});
  table.AddRow({"naïf", "7", "x"});
  table.AddRow({"a", "1,234", ""});
  EXPECT_EQ(table.ToString(),
            "NAME   ROWS  NOTE\n"
            "naïf      7  x\n"
            "a     1,234  \n");
}

TEST(TextTableTest, NobodysNameMovesTheCursor) {
  TextTable table({{"NAME"}});
  table.AddRow({"evil\x1b[2J\r\nok"});
  EXPECT_EQ(table.ToString(), "NAME\nevil?[2J??ok\n");
}

TEST(TextTableTest, CanBePrintedWhileItGrows) {
  TextTable table({{"NAME"}, {"ROWS", Align::kRight}});
  table.AddRow({"a", "1"});
  EXPECT_EQ(table.TakeText(),
            "NAME  ROWS\n"
            "a        1\n");
  table.AddRow({"longer", "2"});
  EXPECT_EQ(table.TakeText(), "longer     2\n");
  table.AddRow({"b", "3"});
  EXPECT_EQ(table.TakeText(), "b          3\n");
  EXPECT_EQ(table.TakeText(), "");
}

TEST(UnitsTest, CountsHaveGroupsOfThree) {
  EXPECT_EQ(FormatCount(0), "0");
  EXPECT_EQ(FormatCount(999), "999");
  EXPECT_EQ(FormatCount(336776), "336,776");
  EXPECT_EQ(FormatCount(-1234567), "-1,234,567");
}

TEST(UnitsTest, BytesArePowersOfAThousand) {
  EXPECT_EQ(FormatBytes(999), "999 B");
  EXPECT_EQ(FormatBytes(7'100'000), "7.1 MB");
  EXPECT_EQ(FormatBytes(999'999), "1.0 MB");
}

TEST(UnitsTest, LongTimesAreInMinutesAndHours) {
  EXPECT_EQ(FormatSeconds(0.424), "0.42 s");
  EXPECT_EQ(FormatSeconds(185), "3 min 05 s");
  EXPECT_EQ(FormatSeconds(7620), "2 h 07 min");
}

}  // namespace
}  // namespace lakeport::cli

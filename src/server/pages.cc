#include "server/pages.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "server/problem.h"

namespace lakeport::server {
namespace {

namespace fs = std::filesystem;

std::string_view MediaType(const fs::path& path) {
  struct Type {
    std::string_view extension, media_type;
  };
  static constexpr std::array kTypes{Type{".html", "text/html; charset=utf-8"},
                                     Type{".js", "text/javascript; charset=utf-8"},
                                     Type{".css", "text/css; charset=utf-8"},
                                     Type{".svg", "image/svg+xml"},
                                     Type{".json", "application/json"},
                                     Type{".webmanifest", "application/manifest+json"},
                                     Type{".png", "image/png"},
                                     Type{".woff2", "font/woff2"}};
  std::string extension = path.extension().string();
  const auto* found =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const Type& type) { return type.extension == extension; });
  return found == kTypes.end() ? "application/octet-stream" : found->media_type;
}

bool IsPlain(const std::string& segment) {
  return segment.front() != '.' && segment.find('/') == std::string::npos && segment.find('\0') == std::string::npos;
}

std::optional<std::string> ReadWhole(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

Response Pages::Get(const Request& request) const {
  if (!std::all_of(request.segments.begin(), request.segments.end(), IsPlain)) return Problem(404, "no such page");
  fs::path path = directory_;
  for (const auto& segment : request.segments) path /= segment;
  bool is_asset = !request.segments.empty() && request.segments.front() == "assets";
  auto text = request.segments.empty() ? std::nullopt : ReadWhole(path);
  if (!text && (is_asset || path.has_extension())) return Problem(404, "no such file");
  if (!text) {
    path = fs::path(directory_) / "index.html";
    text = ReadWhole(path);
  }
  if (!text) return Problem(503, "the pages are not built; run scripts/build, or use the API under /api/v1");
  return {.headers = {{"Content-Type", std::string(MediaType(path))},
                      {"Cache-Control", is_asset ? "public, max-age=31536000, immutable" : "no-cache"}},
          .body = std::move(*text)};
}

}  // namespace lakeport::server

#include "storage/azure/blob_xml.h"

#include <charconv>
#include <cstring>

#include <pugixml.hpp>

#include "base/hex.h"
#include "base/utf8.h"
#include "net/digest.h"
#include "net/http_date.h"

namespace lakeport::storage::azure {
namespace {

// "%41" to "A": how a name stands there that XML can't hold.
Result<std::string> PercentDecode(const std::string& text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    int high = i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
    int low = high < 0 ? -1 : HexDigit(text[i + 2]);
    if (low < 0) return CorruptData("the encoded name \"{}\" can't be decoded", Printable(text));
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

Result<std::string> ReadName(const pugi::xml_node& name) {
  std::string text = name.text().get();
  if (text.empty()) return CorruptData("a blob without a name is listed");
  return name.attribute("Encoded").as_bool() ? PercentDecode(text) : Result<std::string>(std::move(text));
}

Result<int64_t> ReadSize(const std::string& text) {
  int64_t size = -1;
  auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc() || stop != text.data() + text.size() || size < 0) {
    return CorruptData("\"{}\" is no size of a blob", Printable(text));
  }
  return size;
}

std::map<std::string, std::string> ReadMetadata(const pugi::xml_node& metadata) {
  std::map<std::string, std::string> pairs;
  for (const auto& node : metadata.children()) {
    std::string name = node.name();
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    pairs[name] = node.text().get();
  }
  return pairs;
}

Result<ListedBlob> ReadBlob(const pugi::xml_node& node) {
  ListedBlob blob;
  LP_ASSIGN(blob.name, ReadName(node.child("Name")));
  auto properties = node.child("Properties");
  auto& read = blob.properties;
  LP_ASSIGN(read.size, ReadSize(properties.child("Content-Length").text().get()), "reading {}", Printable(blob.name));
  LP_ASSIGN(read.modified, net::ParseHttpDate(properties.child("Last-Modified").text().get()), "reading {}",
            Printable(blob.name));
  read.etag = properties.child("Etag").text().get();
  if (auto md5 = net::DecodeBase64(properties.child("Content-MD5").text().get()); md5.ok()) read.md5 = *md5;
  read.metadata = ReadMetadata(node.child("Metadata"));
  read.is_directory = std::strcmp(properties.child("ResourceType").text().get(), "directory") == 0 ||
                      read.metadata.contains("hdi_isfolder");
  return blob;
}

// Names may begin with spaces, or have nothing else.
Result<pugi::xml_node> ParseXml(const std::string& xml, const char* root, pugi::xml_document& document) {
  auto parsed = document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata_single,
                                     pugi::encoding_utf8);
  auto node = document.child(root);
  if (parsed && node) return node;
  return CorruptData("the answer is no XML of the service's with \"{}\": {}", root, parsed.description());
}

}  // namespace

Result<BlobPage> ParseBlobPage(const std::string& xml) {
  pugi::xml_document document;
  LP_ASSIGN(auto results, ParseXml(xml, "EnumerationResults", document));
  BlobPage page;
  for (const auto& node : results.child("Blobs").children()) {
    if (std::strcmp(node.name(), "Blob") == 0) {
      LP_ASSIGN(auto blob, ReadBlob(node));
      page.blobs.push_back(std::move(blob));
    } else if (std::strcmp(node.name(), "BlobPrefix") == 0) {
      LP_ASSIGN(auto prefix, ReadName(node.child("Name")));
      page.prefixes.push_back(std::move(prefix));
    }
  }
  page.next_marker = results.child("NextMarker").text().get();
  return page;
}

Result<std::map<std::string, int64_t>> ParseBlockList(const std::string& xml) {
  pugi::xml_document document;
  LP_ASSIGN(auto list, ParseXml(xml, "BlockList", document));
  std::map<std::string, int64_t> blocks;
  for (const auto& block : list.child("UncommittedBlocks").children("Block")) {
    auto id = net::DecodeBase64(block.child("Name").text().get());
    if (!id.ok()) return CorruptData("a block's id is no Base64");
    LP_ASSIGN(blocks[*id], ReadSize(block.child("Size").text().get()));
  }
  return blocks;
}

std::string FormatBlockList(const std::vector<std::string>& base64_ids) {
  std::string xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<BlockList>\n";
  for (const auto& id : base64_ids) xml += fmt::format("<Uncommitted>{}</Uncommitted>\n", id);
  return xml + "</BlockList>\n";
}

}  // namespace lakeport::storage::azure

#include "net/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace lakeport::net {
namespace {

const unsigned char* BytesOf(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* BytesOf(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

std::string Md5(std::string_view bytes) {
  std::string digest(16, '\0');
  EVP_Digest(bytes.data(), bytes.size(), BytesOf(digest), nullptr, EVP_md5(), nullptr);
  return digest;
}

std::string HmacSha256(std::string_view key, std::string_view message) {
  std::string digest(32, '\0');
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), BytesOf(message), message.size(), BytesOf(digest),
       nullptr);
  return digest;
}

std::string EncodeBase64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '\0');  // and a NUL behind it, for which a string has room
  EVP_EncodeBlock(BytesOf(text), BytesOf(bytes), static_cast<int>(bytes.size()));
  return text;
}

Result<std::string> DecodeBase64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  int length =
      text.size() % 4 == 0 ? EVP_DecodeBlock(BytesOf(bytes), BytesOf(text), static_cast<int>(text.size())) : -1;
  size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  // Decoding what was decoded must give the text back: OpenSSL also takes spaces around it and padding within.
  if (length < 0 || static_cast<size_t>(length) < padding) return InvalidArgument("this is no Base64");
  bytes.resize(static_cast<size_t>(length) - padding);
  if (EncodeBase64(bytes) != text) return InvalidArgument("this is no Base64");
  return bytes;
}

}  // namespace lakeport::net

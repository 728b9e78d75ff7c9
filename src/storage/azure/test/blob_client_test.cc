#include "storage/azure/blob_client.h"

#include <gmock/gmock.h>

#include "base/testing/fake_clock.h"
#include "base/testing/matchers.h"
#include "net/digest.h"
#include "net/testing/fake_http_server.h"
#include "storage/azure/account.h"
#include "storage/azure/azure_file_io.h"

namespace lakeport::storage::azure {
namespace {

using net::Answer;
using net::Reaction;
using net::ReceivedRequest;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kKey = "c2VjcmV0LWtleQ==";
const BlobName kBlob{"lake", "t/f"};

net::ExtraHeaders PropertiesOf(const std::string& size, const std::string& upload = "") {
  net::ExtraHeaders headers{{"ETag", "\"0x1\""}, {"Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"}};
  headers.emplace_back("x-ms-blob-content-length", size);
  if (!upload.empty()) headers.emplace_back("x-ms-meta-lakeport_upload", upload);
  return headers;
}

// A client of a service that answers as the test says.
class BlobClientTest : public testing::Test {
 protected:
  std::unique_ptr<BlobClient> Connect(std::map<std::string, std::string> settings) {
    settings["account"] = "acct";
    if (!settings.contains("endpoint")) settings["endpoint"] = server_.url("/acct");
    std::shared_ptr<net::HttpClient> http =
        net::Retrying(net::MakeHttpClient(), {.attempts = 3, .wait = [](std::chrono::milliseconds) {}});
    auto client = OpenAccount(settings, "core.windows.net", environment_, std::move(http), clock_);
    EXPECT_THAT(client, IsOk());
    return client.ok() ? std::move(client).value() : nullptr;
  }
  // "InvalidArgument: ..." of settings that can't be used.
  std::string Refusal(std::map<std::string, std::string> settings) {
    auto client = OpenAccount(settings, "core.windows.net", environment_, net::MakeHttpClient(), clock_);
    return client.ok() ? "opened" : client.error().ToString();
  }
  std::vector<ReceivedRequest> requests() const { return server_.requests(); }

  FakeClock clock_;
  Environment environment_;
  std::function<Reaction(const ReceivedRequest&)> react_ = [](const ReceivedRequest&) { return Answer(201, ""); };
  net::FakeHttpServer server_{[this](const ReceivedRequest& request) { return react_(request); }};
  std::unique_ptr<BlobClient> client_ = Connect({{"key", kKey}});
};

// The text that is signed is that of the service's documentation, put together here by hand.
TEST_F(BlobClientTest, ARequestIsSignedWithTheAccountsKey) {
  ASSERT_THAT(client_->PutBlock({"lake", "t/p=a b/f"}, "0001", "bytes", net::Md5("bytes")), IsOk());
  auto request = requests().at(0);
  EXPECT_EQ(request.target, "/acct/lake/t/p%3Da%20b/f?comp=block&blockid=MDAwMQ%3D%3D");
  auto text = fmt::format(
      "PUT\n\n\n5\n{}\napplication/octet-stream\n\n\n\n\n\n\n"
      "x-ms-date:Tue, 14 Nov 2023 22:13:20 GMT\nx-ms-version:2021-12-02\n"
      "/acct/acct/lake/t/p%3Da%20b/f\nblockid:MDAwMQ==\ncomp:block",
      net::EncodeBase64(net::Md5("bytes")));
  EXPECT_EQ(request.Header("authorization"),
            "SharedKey acct:" + net::EncodeBase64(net::HmacSha256("secret-key", text)));
}

TEST_F(BlobClientTest, ASharedAccessSignatureIsSentAsItIs) {
  auto client = Connect({{"sas", "?sv=2021-12-02&sp=rwl&sig=a%2Bb%3D"}});
  ASSERT_THAT(client->PutBlock(kBlob, "0001", "bytes", net::Md5("bytes")), IsOk());
  EXPECT_EQ(requests().at(0).target,
            "/acct/lake/t/f?comp=block&blockid=MDAwMQ%3D%3D&sv=2021-12-02&sp=rwl&sig=a%2Bb%3D");
  EXPECT_EQ(requests().at(0).Header("authorization"), "");
}

TEST_F(BlobClientTest, NoErrorShowsTheSignatureOrTheKey) {
  auto client = Connect({{"sas", "sv=2021-12-02&sig=s3cretSignature"}});
  react_ = [](const ReceivedRequest&) { return Reaction{"garbage\r\n\r\n", Reaction::Then::kHangUp}; };
  auto read = client->GetProperties(kBlob);
  ASSERT_FALSE(read.ok());
  EXPECT_THAT(read.error().ToString(), Not(HasSubstr("s3cret")));
  EXPECT_THAT(Refusal({{"account", "acct"}, {"key", "s3cret"}}), Not(HasSubstr("s3cret")));
  EXPECT_THAT(Refusal({{"account", "acct"}, {"sas", "s3cret"}}), Not(HasSubstr("s3cret")));
}

TEST_F(BlobClientTest, SettingsThatDoNotSayHowToAuthenticateAreRefused) {
  EXPECT_THAT(Refusal({}), HasSubstr("account is missing"));
  EXPECT_THAT(Refusal({{"account", "acct"}}), HasSubstr("0 of key, sas and auth are set"));
  EXPECT_THAT(Refusal({{"account", "acct"}, {"key", kKey}, {"sas", "sv=1&sig=a"}}),
              HasSubstr("2 of key, sas and auth"));
  EXPECT_THAT(Refusal({{"account", "acct"}, {"auth", "magic"}}), HasSubstr("managed-identity, service-principal"));
  EXPECT_THAT(Refusal({{"account", "acct"}, {"auth", "service-principal"}}), HasSubstr("tenant_id is missing"));
  EXPECT_THAT(Refusal({{"account", "acct"}, {"key", kKey}, {"endpoint", "ftp://x"}}), HasSubstr("endpoint"));
  EXPECT_THAT(Refusal({{"account", "acct"}, {"key", kKey}, {"endpoint", "http://x/acct?sig=1"}}), HasSubstr("query"));
}

TEST_F(BlobClientTest, AnIdentitysTokenIsSentAndReplacedWhenItIsRefused) {
  int issued = 0;
  react_ = [&](const ReceivedRequest& request) {
    if (request.target.starts_with("/tenant/")) {
      return Answer(200, fmt::format(R"({{"access_token": "t{}", "expires_in": "3600"}})", ++issued));
    }
    return request.Header("authorization") == "Bearer t2" ? Answer(201, "") : Answer(401, "");
  };
  auto client = Connect({{"auth", "service-principal"},
                         {"tenant_id", "tenant"},
                         {"client_id", "id"},
                         {"client_secret", "s3cret"},
                         {"authority", server_.url()}});
  ASSERT_THAT(client->PutBlock(kBlob, "0001", "bytes", net::Md5("bytes")), IsOk());
  ASSERT_EQ(requests().size(), 4u);
  EXPECT_EQ(requests()[0].target, "/tenant/oauth2/v2.0/token");
  EXPECT_THAT(requests()[0].body, HasSubstr("scope=https%3A%2F%2Fstorage.azure.com%2F.default"));
  EXPECT_EQ(requests()[3].body, "bytes");
}

TEST_F(BlobClientTest, AManagedIdentityIsAskedOfTheHost) {
  react_ = [](const ReceivedRequest& request) {
    if (request.target.starts_with("/msi")) return Answer(200, R"({"access_token": "t1", "expires_in": 3600})");
    return Answer(request.Header("authorization") == "Bearer t1" ? 201 : 403, "");
  };
  environment_ = {{"IDENTITY_ENDPOINT", server_.url("/msi")}, {"IDENTITY_HEADER", "header"}};
  ASSERT_THAT(Connect({{"auth", "managed-identity"}})->PutBlock(kBlob, "0001", "bytes", net::Md5("bytes")), IsOk());
  EXPECT_EQ(requests()[0].target, "/msi?api-version=2019-08-01&resource=https%3A%2F%2Fstorage.azure.com%2F");
  EXPECT_EQ(requests()[0].Header("x-identity-header"), "header");
}

TEST_F(BlobClientTest, OtherBytesThanWereSentAreCorruptData) {
  react_ = [](const ReceivedRequest&) {
    return Answer(201, "", {{"Content-MD5", net::EncodeBase64(net::Md5("other"))}});
  };
  EXPECT_THAT(client_->PutBlock(kBlob, "0001", "bytes", net::Md5("bytes")), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(client_->PutBlob(kBlob, "bytes", {}, {}), FailsWith(ErrorKind::kCorruptData));
}

TEST_F(BlobClientTest, ARangeThatIsNotTheOneAskedForIsCorruptData) {
  const std::vector<Reaction> answers{
      Answer(206, "abcd", {{"Content-Range", "bytes 10-13/100"}}),   // shorter
      Answer(206, "abcde", {{"Content-Range", "bytes 11-15/100"}}),  // elsewhere
      Answer(200, "abcde", {{"Content-Range", "bytes 10-14/100"}}),  // the whole
      Answer(206, "abcde"),
  };
  for (const auto& answer : answers) {
    react_ = [&](const ReceivedRequest&) { return answer; };
    EXPECT_THAT(client_->GetRange(kBlob, 10, 5, "0x1"), FailsWith(ErrorKind::kCorruptData)) << answer.bytes;
  }
  react_ = [](const ReceivedRequest&) { return Answer(206, "abcde", {{"Content-Range", "bytes 10-14/100"}}); };
  EXPECT_EQ(client_->GetRange(kBlob, 10, 5, "0x1").value(), "abcde");
  EXPECT_EQ(requests().back().Header("if-match"), "\"0x1\"");
}

// A blob may have been stored with Content-Encoding: its bytes are wanted, not what they unpack to.
TEST_F(BlobClientTest, CompressedBlobsAreReadAsTheyAre) {
  react_ = [](const ReceivedRequest&) {
    return Answer(206, "abcde", {{"Content-Range", "bytes 0-4/5"}, {"Content-Encoding", "gzip"}});
  };
  EXPECT_EQ(client_->GetRange(kBlob, 0, 5, "0x1").value(), "abcde");
}

TEST_F(BlobClientTest, ABusyServiceIsAskedAgain) {
  int busy = 0;
  react_ = [&](const ReceivedRequest&) {
    return busy++ < 2 ? Answer(503, "", {{"Retry-After", "1"}}) : Answer(201, "");
  };
  EXPECT_THAT(client_->PutBlock(kBlob, "0001", "bytes", net::Md5("bytes")), IsOk());
  EXPECT_EQ(requests().size(), 3u);
}

TEST_F(BlobClientTest, StatusesMeanWhatTheyMean) {
  struct Case {
    int status;
    const char* code;
    ErrorKind kind;
  };
  for (auto [status, code, kind] : std::vector<Case>{{404, "ContainerNotFound", ErrorKind::kNotFound},
                                                     {404, "BlobNotFound", ErrorKind::kNotFound},
                                                     {409, "BlobAlreadyExists", ErrorKind::kAlreadyExists},
                                                     {409, "LeaseIdMissing", ErrorKind::kConflict},
                                                     {412, "ConditionNotMet", ErrorKind::kConflict},
                                                     {400, "Md5Mismatch", ErrorKind::kCorruptData},
                                                     {400, "InvalidBlockList", ErrorKind::kConflict},
                                                     {400, "InvalidUri", ErrorKind::kInvalidArgument},
                                                     {401, "", ErrorKind::kUnauthenticated},
                                                     {403, "AuthenticationFailed", ErrorKind::kUnauthenticated},
                                                     {403, "AuthorizationFailure", ErrorKind::kPermissionDenied},
                                                     {503, "ServerBusy", ErrorKind::kUnavailable},
                                                     {500, "InternalError", ErrorKind::kUnavailable},
                                                     {302, "", ErrorKind::kCorruptData}}) {
    react_ = [status = status, code = code](const ReceivedRequest&) {
      return Answer(status, "<Error><Code>x</Code><Message>As it says.\nRequestId:1</Message></Error>",
                    {{"x-ms-error-code", code}});
    };
    auto put = client_->PutBlob(kBlob, "bytes", {}, {});
    EXPECT_THAT(put, FailsWith(kind)) << status << code;
    EXPECT_THAT(put.error().ToString(), HasSubstr("As it says."));
    EXPECT_THAT(put.error().ToString(), Not(HasSubstr("RequestId")));
  }
}

TEST_F(BlobClientTest, AListThatIsNoneIsCorruptData) {
  const std::string head = "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>";
  const std::string tail = "</Blobs><NextMarker/></EnumerationResults>";
  for (const std::string& body :
       {std::string("no xml"), std::string("<html/>"), head, head + "<Blob><Name/></Blob>" + tail,
        head +
            "<Blob><Name>a</Name><Properties><Content-Length>-1</Content-Length>"
            "</Properties></Blob>" +
            tail,
        head + "<Blob><Name Encoded=\"true\">a%4</Name></Blob>" + tail,
        head +
            "<Blob><Name>a</Name><Properties><Content-Length>1</Content-Length>"
            "<Last-Modified>today</Last-Modified></Properties></Blob>" +
            tail}) {
    react_ = [&](const ReceivedRequest&) { return Answer(200, body); };
    EXPECT_THAT(client_->List("lake", "", "/", ""), FailsWith(ErrorKind::kCorruptData)) << body;
  }
}

TEST_F(BlobClientTest, EncodedNamesAndSpacesAreListedAsTheyAre) {
  react_ = [](const ReceivedRequest&) {
    return Answer(200,
                  "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>"
                  "<Blob><Name Encoded=\"true\">a%EF%BF%BFb%25</Name><Properties><Content-Length>7</Content-Length>"
                  "<Last-Modified>Sun, 06 Nov 1994 08:49:37 GMT</Last-Modified></Properties></Blob>"
                  "<BlobPrefix><Name>d &amp; e/</Name></BlobPrefix>"
                  "</Blobs><NextMarker>m</NextMarker></EnumerationResults>");
  };
  auto page = client_->List("lake", "", "/", "");
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->blobs.at(0).name,
            "a\xef\xbf\xbf"
            "b%");
  EXPECT_EQ(page->blobs.at(0).properties.size, 7);
  EXPECT_EQ(page->prefixes, std::vector<std::string>{"d & e/"});
  EXPECT_EQ(page->next_marker, "m");
}

// An entity that unfolds into others would fill the memory.
TEST_F(BlobClientTest, EntitiesOfAListAreNotExpanded) {
  react_ = [](const ReceivedRequest&) {
    return Answer(
        200,
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;\">]><EnumerationResults><Blobs><BlobPrefix>"
        "<Name>&b;</Name></BlobPrefix></Blobs></EnumerationResults>");
  };
  auto page = client_->List("lake", "", "/", "");
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->prefixes, std::vector<std::string>{"&b;"});
}

// Sent again after a lost answer, a write finds its own blob.
class LostAnswerTest : public BlobClientTest {
 protected:
  // The service does what the first request says, and does not get to tell.
  void LoseTheFirstAnswer() {
    react_ = [this](const ReceivedRequest& request) -> Reaction {
      if (request.method == "GET") return Answer(404, "");
      if (request.method == "HEAD") {
        return upload_.empty() ? Answer(404, "") : Answer(200, "", PropertiesOf("5", upload_));
      }
      bool writes_blob = request.target.find("comp=block&") == std::string::npos;
      if (!writes_blob) return Answer(201, "");
      if (!upload_.empty()) return Answer(409, "", {{"x-ms-error-code", "BlobAlreadyExists"}});
      upload_ = others_ ? "another" : request.Header("x-ms-meta-lakeport_upload");
      return {"", Reaction::Then::kHangUp};
    };
  }
  Status Write(int64_t block_size) {
    auto io = MakeAzureFileIO(Connect({{"key", kKey}}), {.block_size = block_size});
    return WriteFile(*io, Location::Parse("abfss://lake@acct.dfs.core.windows.net/t/f").value(), "bytes",
                     WriteMode::kCreate);
  }

  std::string upload_;  // of the blob that is there; empty: none
  bool others_ = false;
};

TEST_F(LostAnswerTest, TheBlobIsOurs) {
  LoseTheFirstAnswer();
  EXPECT_THAT(Write(1000), IsOk());
}

TEST_F(LostAnswerTest, TheBlobMadeOfPartsIsOurs) {
  LoseTheFirstAnswer();
  EXPECT_THAT(Write(2), IsOk());
}

TEST_F(LostAnswerTest, TheBlobIsAnothers) {
  others_ = true;
  LoseTheFirstAnswer();
  EXPECT_THAT(Write(1000), FailsWith(ErrorKind::kAlreadyExists));
}

// A service that keeps the parts that it is given, until it breaks.
class ResumeTest : public BlobClientTest {
 protected:
  ResumeTest() {
    react_ = [this](const ReceivedRequest& request) -> Reaction {
      if (request.method == "HEAD") return Answer(404, "");
      if (request.method == "GET") return Answer(200, Uncommitted());
      if (request.target.find("comp=blocklist") != std::string::npos) {
        list_ = request.body;
        return Answer(201, "");
      }
      if (++sent_ > breaks_after_) return Answer(403, "");
      auto id = request.target.substr(request.target.find("blockid=") + 8);
      parts_[net::DecodeBase64(Unescaped(id)).value()] = request.body;
      return Answer(201, "");
    };
  }
  static std::string Unescaped(std::string text) {
    for (size_t at = 0; (at = text.find("%3D")) != std::string::npos;) text.replace(at, 3, "=");
    return text;
  }
  std::string Uncommitted() const {
    std::string xml = "<BlockList><UncommittedBlocks>";
    for (const auto& [id, bytes] : parts_) {
      xml += fmt::format("<Block><Name>{}</Name><Size>{}</Size></Block>", net::EncodeBase64(id), bytes.size());
    }
    return xml + "</UncommittedBlocks></BlockList>";
  }
  // The bytes of the blob that was made, by its list of parts.
  std::string Content() const {
    std::string bytes;
    for (size_t at = 0; (at = list_.find("<Uncommitted>", at)) != std::string::npos;) {
      at += 13;
      bytes += parts_.at(net::DecodeBase64(list_.substr(at, list_.find('<', at) - at)).value());
    }
    return bytes;
  }
  Status Write(const std::string& bytes) {
    auto io = MakeAzureFileIO(Connect({{"key", kKey}}), {.block_size = 10, .parallel_blocks = 3});
    return WriteFile(*io, Location::Parse("abfss://lake@acct.dfs.core.windows.net/t/f").value(), bytes,
                     WriteMode::kCreate);
  }

  int breaks_after_ = 1000;
  int sent_ = 0;
  std::map<std::string, std::string> parts_;
  std::string list_;
};

// P36
TEST_F(ResumeTest, PartsThatWereSentBeforeAreNotSentAgain) {
  std::string bytes;
  for (int i = 0; i < 95; ++i) bytes += static_cast<char>('!' + i);
  breaks_after_ = 6;
  EXPECT_THAT(Write(bytes), FailsWith(ErrorKind::kPermissionDenied));
  EXPECT_EQ(parts_.size(), 6u);
  EXPECT_EQ(list_, "");

  breaks_after_ = 1000;
  sent_ = 0;
  ASSERT_THAT(Write(bytes), IsOk());
  EXPECT_EQ(sent_, 4);
  EXPECT_EQ(Content(), bytes);
}

TEST_F(ResumeTest, PartsOfOtherBytesAreNotTaken) {
  breaks_after_ = 2;
  EXPECT_THAT(Write(std::string(50, 'a')), FailsWith(ErrorKind::kPermissionDenied));
  breaks_after_ = 1000;
  ASSERT_THAT(Write(std::string(50, 'b')), IsOk());
  EXPECT_EQ(Content(), std::string(50, 'b'));
}

TEST_F(ResumeTest, APartThatIsShorterThanItShouldBeIsSentAgain) {
  breaks_after_ = 3;
  EXPECT_THAT(Write(std::string(50, 'a')), FailsWith(ErrorKind::kPermissionDenied));
  for (auto& [id, part] : parts_) part.pop_back();
  breaks_after_ = 1000;
  ASSERT_THAT(Write(std::string(50, 'a')), IsOk());
  EXPECT_EQ(Content(), std::string(50, 'a'));
}

}  // namespace
}  // namespace lakeport::storage::azure

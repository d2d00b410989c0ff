// SPDX-License-Identifier: Apache-2.0
#ifndef FORMAT_ENCODING_H
#define FORMAT_ENCODING_H
// The two encodings in which departments send text: UTF-8 (with or without byte order mark) and
// GB18030 (with GBK and GB2312 inside it). The choice is never a guess: what is valid UTF-8 is
// UTF-8, else what is valid GB18030 is GB18030, else it is refused. Text with NUL bytes (UTF-16,
// workbooks) is refused too.
#include "base/status.h"
#include "base/text.h"

typedef enum Encoding { ENCODING_UTF8, ENCODING_GB18030 } Encoding;

const char *encoding_name(Encoding encoding); // "UTF-8", "GB18030"
// *out_utf8 has no byte order mark; it borrows `bytes` when nothing had to be converted, else
// *storage. The message of INVALID names the byte at which each reading fails, and the remedy.
MUST_CHECK Status encoding_to_utf8(Str bytes, Text *storage, Str *out_utf8, Encoding *out_encoding,
                                   Error *error);
bool encoding_is_utf16(Str bytes); // by its mark, or by NULs in every second byte
// For rows of a file of which the encoding is known: appends them to *out_utf8 and returns true, or
// returns false, with nothing appended, when the bytes are not GB18030.
bool encoding_gb18030_to_utf8(Str bytes, Text *out_utf8);
#endif

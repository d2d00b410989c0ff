// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_IDENTITY_H
#define BASE_IDENTITY_H
// Citizen identity numbers (GB 11643-1999): 17 digits and a check character. Packed: the 17 digits
// * 11 + check value (0..10), which fits 62 bits; 0 is none. Not here: encryption and keyed hashes
// (store/, platform/crypto.h).
#include "base/date.h"

typedef struct Identity {
    uint64_t packed;
} Identity;

// Why a text is not an identity number; each has its own quarantine reason and remedy.
typedef enum IdentityFault {
    IDENTITY_FINE = 0,
    IDENTITY_EMPTY,
    IDENTITY_LENGTH,     // not 18 characters (nor an old one of 15, which is
                         // completed, unless it may be the beginning of one of 18)
    IDENTITY_CHARACTERS, // something other than digits and a last X
    IDENTITY_CHECKSUM,
    IDENTITY_BIRTH_DATE,  // digits 7-14 are no real day
    IDENTITY_EXCEL_DAMAGE // 3.30303E+17, or 18 digits ending 000 whose checksum fails: the last
                          // digits are lost
} IdentityFault;

// Takes what departments send: spaces, a leading apostrophe, full-width digits, lower-case x, a
// trailing ".0" are mended; 15-digit numbers are completed with 19 and a check character. Damage by
// Excel is recognised, never guessed.
IdentityFault identity_parse(Str text, Identity *out_identity);
void identity_format(Identity identity, char out[19]); // 18 characters and NUL
void identity_mask(Identity identity, char out[19]);   // 330303********001X
Date identity_birth(Identity identity);
bool identity_is_male(Identity identity);
Identity identity_make(int64_t region6, Date birth,
                       int sequence); // computes the check character; sequence 0..999
#endif

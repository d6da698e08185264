/* SPDX-License-Identifier: MIT */
#include "ingest/caps.h"

const struct caps caps_default = {
    .message = 64u << 20,
    .expanded = 1u << 30,
    .ratio = 200,
    .members = 1000,
    .nesting = 8,
    .records = 5000000,
    .xml_depth = 32,
    .text = 64u << 10,
    .json = 4u << 20,
    .seconds = 60,
};

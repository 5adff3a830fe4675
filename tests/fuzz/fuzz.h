/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * fuzz — what every fuzzer has in common.
 *
 * A fuzzer is LLVMFuzzerTestOneInput() and a small corpus. Linked with fuzz-main.c it is an
 * ordinary test that mutates the corpus with a fixed seed; linked with -fsanitize=fuzzer it is
 * driven by libFuzzer.
 */

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* NULL-terminated. */
extern const char *const fuzz_corpus[];

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

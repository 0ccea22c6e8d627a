/*
 * The imports of firmware/host.ts, as a board answers them; host.c says how. The generated code
 * hands an instance of its host to each, which is left out here: there is one.
 */
#pragma once

void hostSend(u32 peer, u32 at, u32 size);
u32 hostEntropy(void);
u32 hostSense(u32 channel);
void hostReport(u32 what, u32 value, u32 at, u32 size);
void hostLineSend(u32 at, u32 size);
void hostFlashRead(u32 at, u32 to, u32 size);
void hostFlashProgram(u32 at, u32 from, u32 size);
void hostFlashErase(u32 page);

#define w2c_host_send(host, peer, at, size) hostSend(peer, at, size)
#define w2c_host_entropy(host) hostEntropy()
#define w2c_host_sense(host, channel) hostSense(channel)
#define w2c_host_report(host, what, value, at, size) hostReport(what, value, at, size)
#define w2c_host_lineSend(host, at, size) hostLineSend(at, size)
#define w2c_host_flashRead(host, at, to, size) hostFlashRead(at, to, size)
#define w2c_host_flashProgram(host, at, from, size) hostFlashProgram(at, from, size)
#define w2c_host_flashErase(host, page) hostFlashErase(page)

// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * listen — Bitrix24's own pull client beside ours: prints when it told of each message, as unix
 * milliseconds. Usage: node listen.mjs FOLDER-OF-client.mjs PORT WEBHOOK; ends with its standard
 * input.
 */

const [folder, port, webhook] = process.argv.slice(2);
const { openHook, openPull } = await import(`${folder}/client.mjs`);

function tell (command, params) {
    if (command === 'messageChat')
        console.log(`${params.message.id} ${performance.timeOrigin + performance.now()}`);
}

await openPull(openHook(Number(port), webhook), Number(webhook.split('/')[0]), tell);
console.log('ready');
process.stdin.on('end', () => process.exit(0)).resume();

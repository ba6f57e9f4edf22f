//! The codes themselves, sorted; sources: the open platform's error pages and what its answers say.

use super::{Family, Kind, Known};

/// The codes by name, for those who answer with them.
pub mod codes {
    pub const INTERNAL_ERROR: i64 = 2200;
    pub const BAD_REQUEST: i64 = 9499;
    pub const APP_ID_INVALID: i64 = 10003;
    pub const APP_TICKET_INVALID: i64 = 10012;
    pub const APP_SECRET_INVALID: i64 = 10014;
    pub const LEGACY_RATE: i64 = 11232;
    pub const LEGACY_BATCH_RATE: i64 = 11233;
    pub const LEGACY_DAILY_QUOTA: i64 = 11247;
    pub const STILL_PROCESSING: i64 = 18121;
    pub const WEBHOOK_PARAM: i64 = 19001;
    pub const WEBHOOK_SIGNATURE: i64 = 19021;
    pub const WEBHOOK_IP: i64 = 19022;
    pub const WEBHOOK_KEYWORD: i64 = 19024;
    pub const OAUTH_PARAM: i64 = 20001;
    pub const OAUTH_SECRET: i64 = 20002;
    pub const OAUTH_CODE_UNKNOWN: i64 = 20003;
    pub const OAUTH_CODE_EXPIRED: i64 = 20004;
    pub const OAUTH_TOKEN_INVALID: i64 = 20005;
    pub const OAUTH_NO_USER: i64 = 20008;
    pub const OAUTH_NOT_INSTALLED: i64 = 20009;
    pub const OAUTH_NO_ACCESS: i64 = 20010;
    pub const OAUTH_RESIGNED: i64 = 20021;
    pub const OAUTH_FROZEN: i64 = 20022;
    pub const OAUTH_UNREGISTERED: i64 = 20023;
    pub const OAUTH_OTHER_CLIENT: i64 = 20024;
    pub const OAUTH_REFRESH_INVALID: i64 = 20026;
    pub const OAUTH_APP_SCOPE: i64 = 20027;
    pub const OAUTH_GRANT_TYPE: i64 = 20036;
    pub const OAUTH_REFRESH_EXPIRED: i64 = 20037;
    pub const OAUTH_NO_APP: i64 = 20048;
    pub const OAUTH_PKCE: i64 = 20049;
    pub const REFRESH_SERVER_ERROR: i64 = 20050;
    pub const OAUTH_MALFORMED: i64 = 20063;
    pub const OAUTH_REFRESH_REVOKED: i64 = 20064;
    pub const OAUTH_CODE_USED: i64 = 20065;
    pub const OAUTH_USER_STATUS: i64 = 20066;
    pub const OAUTH_SCOPES_TWICE: i64 = 20067;
    pub const OAUTH_SCOPE: i64 = 20068;
    pub const OAUTH_APP_DISABLED: i64 = 20069;
    pub const OAUTH_TWO_PROOFS: i64 = 20070;
    pub const OAUTH_REDIRECT: i64 = 20071;
    pub const OAUTH_UNAVAILABLE: i64 = 20072;
    pub const OAUTH_REFRESH_USED: i64 = 20073;
    pub const OAUTH_REFRESH_OFF: i64 = 20074;
    pub const NO_USER_AUTHORITY: i64 = 41050;
    pub const OPEN_CHAT_MEMBER: i64 = 102_021;
    pub const FOLLOW_UP_PARAM: i64 = 230_001;
    pub const MESSAGE_PARAM: i64 = 230_001;
    pub const FOLLOW_UP_EXPIRED: i64 = 230_002;
    pub const NOT_IN_CHAT: i64 = 230_002;
    pub const FOLLOW_UP_P2P_ONLY: i64 = 230_003;
    pub const FOLLOW_UP_INVISIBLE: i64 = 230_004;
    pub const FOLLOW_UP_USER: i64 = 230_005;
    pub const FOLLOW_UP_LATEST_ONLY: i64 = 230_006;
    pub const MESSAGE_BOT_DISABLED: i64 = 230_006;
    pub const FOLLOW_UP_INVALID: i64 = 230_007;
    pub const FOLLOW_UP_EXISTS: i64 = 230_008;
    pub const RECALL_TOO_LATE: i64 = 230_009;
    pub const MESSAGE_RECALLED: i64 = 230_011;
    pub const NOT_THE_SENDER: i64 = 230_012;
    pub const NO_AVAILABILITY: i64 = 230_013;
    pub const P2P_NOT_SHAREABLE: i64 = 230_015;
    pub const MESSAGE_TOO_OLD: i64 = 230_016;
    pub const NOT_RESOURCE_OWNER: i64 = 230_017;
    pub const SETTINGS_FORBID: i64 = 230_018;
    pub const NO_SUCH_THREAD: i64 = 230_019;
    pub const SEND_RATE: i64 = 230_020;
    pub const SENSITIVE: i64 = 230_022;
    pub const UNREAD_URGENT: i64 = 230_023;
    pub const URGENT_LIMIT: i64 = 230_024;
    pub const CONTENT_TOO_LONG: i64 = 230_025;
    pub const NO_RECALL_PERMISSION: i64 = 230_026;
    pub const LACKS_PERMISSION: i64 = 230_027;
    pub const AUDIT: i64 = 230_028;
    pub const USER_RESIGNED: i64 = 230_029;
    pub const NO_SUCH_BATCH: i64 = 230_030;
    pub const CARD_TOO_OLD: i64 = 230_031;
    pub const READERS_TOO_OLD: i64 = 230_033;
    pub const RECEIVER_INVALID: i64 = 230_034;
    pub const MAY_NOT_SPEAK: i64 = 230_035;
    pub const NO_CRYPT_KEY: i64 = 230_036;
    pub const CROSS_TENANT_P2P: i64 = 230_038;
    pub const PIN_CHAT_MISSING: i64 = 230_045;
    pub const PIN_PERMISSION: i64 = 230_046;
    pub const PIN_RATE: i64 = 230_047;
    pub const PIN_LIST_RATE: i64 = 230_048;
    pub const BEING_SENT: i64 = 230_049;
    pub const MESSAGE_INVISIBLE: i64 = 230_050;
    pub const BOT_STOPPED: i64 = 230_053;
    pub const MESSAGE_UNSUPPORTED: i64 = 230_054;
    pub const FILE_TYPE_MISMATCH: i64 = 230_055;
    pub const FORWARD_UNSUPPORTED: i64 = 230_061;
    pub const FORWARD_ENCRYPTED_GROUP: i64 = 230_062;
    pub const FORWARD_CHAT_INVALID: i64 = 230_063;
    pub const FORWARD_INVALID: i64 = 230_064;
    pub const FORWARD_RECALLED: i64 = 230_065;
    pub const FORWARD_SECRET: i64 = 230_066;
    pub const FORWARD_SOURCE: i64 = 230_067;
    pub const FORWARD_CHATS_DIFFER: i64 = 230_069;
    pub const FORWARD_RESTRICTED: i64 = 230_070;
    pub const EDIT_NOT_SENDER: i64 = 230_071;
    pub const THREAD_UNSUPPORTED: i64 = 230_071;
    pub const AGGREGATED_REPLY: i64 = 230_072;
    pub const EDITS_USED_UP: i64 = 230_072;
    pub const THREAD_INVISIBLE: i64 = 230_073;
    pub const FORWARD_THREAD_INVISIBLE: i64 = 230_074;
    pub const EDIT_TOO_LATE: i64 = 230_075;
    pub const ENCRYPTED: i64 = 230_075;
    pub const CARD_CONTENT: i64 = 230_099;
    pub const MESSAGE_GONE: i64 = 230_110;
    pub const SELF_DESTRUCT: i64 = 230_111;
    pub const EMOJI_INVALID: i64 = 231_001;
    pub const MAY_NOT_REACT: i64 = 231_002;
    pub const REACTION_MESSAGE_MISSING: i64 = 231_003;
    pub const REACTION_NOT_OWN: i64 = 231_007;
    pub const REACTION_NO_ACCESS: i64 = 231_008;
    pub const REACTION_OTHER_MESSAGE: i64 = 231_010;
    pub const REACTION_INVALID: i64 = 231_011;
    pub const REACTION_PAGE_TOKEN: i64 = 231_012;
    pub const REACTION_ID_TYPE: i64 = 231_014;
    pub const REACTION_IN_FLIGHT: i64 = 231_015;
    pub const REACTION_UNSUPPORTED: i64 = 231_017;
    pub const REACTION_INVISIBLE: i64 = 231_018;
    pub const CHAT_PARAM: i64 = 232_001;
    pub const CHAT_ADMIN_ONLY: i64 = 232_002;
    pub const ANNOUNCEMENT_MISSING: i64 = 232_003;
    pub const CHAT_ID_INVALID: i64 = 232_006;
    pub const CHAT_TYPE: i64 = 232_008;
    pub const CHAT_DISSOLVED: i64 = 232_009;
    pub const CHAT_OTHER_TENANT: i64 = 232_010;
    pub const CHAT_OUTSIDE: i64 = 232_011;
    pub const CHAT_OWNER_OUTSIDE: i64 = 232_012;
    pub const CHAT_FULL: i64 = 232_013;
    pub const CHAT_TOKEN_PERMISSION: i64 = 232_014;
    pub const MEMBER_ID_TYPE: i64 = 232_015;
    pub const CHAT_BASIC_EDITS: i64 = 232_016;
    pub const CHAT_OWNER_ONLY: i64 = 232_017;
    pub const ANNOUNCEMENT_FAILED: i64 = 232_018;
    pub const CHAT_RATE: i64 = 232_019;
    pub const CHAT_PUBLIC_NAME: i64 = 232_020;
    pub const CHAT_NO_BOT: i64 = 232_021;
    pub const CHAT_RESIGNED: i64 = 232_022;
    pub const CHAT_NOT_VISIBLE: i64 = 232_024;
    pub const CHAT_BOT_DISABLED: i64 = 232_025;
    pub const CHAT_NO_VALID_MEMBER: i64 = 232_027;
    pub const CHAT_APP_UNAVAILABLE: i64 = 232_034;
    pub const CHAT_OWNER_INVALID: i64 = 232_035;
    pub const CHAT_NOT_OWNER: i64 = 232_038;
    pub const CHAT_MANAGERS_LIMIT: i64 = 232_040;
    pub const CHAT_AVATAR: i64 = 232_041;
    pub const CHAT_PUBLIC_NO_NAME: i64 = 232_042;
    pub const CHAT_UNAVAILABLE_IDS: i64 = 232_043;
    pub const CHAT_TABS_LIMIT: i64 = 232_046;
    pub const CHAT_TAB_NAME: i64 = 232_047;
    pub const CHAT_TAB_CONTENT: i64 = 232_048;
    pub const CHAT_TAB_FIXED: i64 = 232_049;
    pub const CHAT_NO_TABS: i64 = 232_050;
    pub const CHAT_TABS_PERMISSION: i64 = 232_055;
    pub const CHAT_IMAGE_OWNER: i64 = 232_056;
    pub const CHAT_RESTRICTED: i64 = 232_057;
    pub const CHAT_BANNED: i64 = 232_060;
    pub const CHAT_SECRET_LINK: i64 = 232_061;
    pub const CHAT_P2P_LINK: i64 = 232_062;
    pub const CHAT_TEAM_LINK: i64 = 232_063;
    pub const CHAT_LINK_REFUSED: i64 = 232_064;
    pub const CHAT_BEING_CREATED: i64 = 232_068;
    pub const CHAT_MENU_TOPS: i64 = 232_070;
    pub const CHAT_MENU_CHILDREN: i64 = 232_071;
    pub const CHAT_BUSY: i64 = 232_073;
    pub const CHAT_NEEDS_APPROVAL: i64 = 232_075;
    pub const CHAT_OWNER_STAYS: i64 = 232_076;
    pub const CHAT_MENU_ILLEGAL: i64 = 232_078;
    pub const META_STOPPED: i64 = 232_096;
    pub const ANNOUNCEMENT_DOCX: i64 = 232_097;
    pub const RESOURCE_PARAM: i64 = 234_001;
    pub const RESOURCE_UNAUTHORIZED: i64 = 234_002;
    pub const RESOURCE_NOT_IN_MESSAGE: i64 = 234_003;
    pub const RESOURCE_NOT_IN_CHAT: i64 = 234_004;
    pub const RESOURCE_DELETED: i64 = 234_005;
    pub const RESOURCE_TOO_LARGE: i64 = 234_006;
    pub const RESOURCE_BOT_DISABLED: i64 = 234_007;
    pub const RESOURCE_NOT_SENDER: i64 = 234_008;
    pub const RESOURCE_PERMISSION: i64 = 234_009;
    pub const RESOURCE_EMPTY: i64 = 234_010;
    pub const IMAGE_FORMAT: i64 = 234_011;
    pub const RESOURCE_TENANT_CHECK: i64 = 234_019;
    pub const DOWNLOAD_TOO_LARGE: i64 = 234_037;
    pub const RESOURCE_RESTRICTED: i64 = 234_038;
    pub const IMAGE_RESOLUTION: i64 = 234_039;
    pub const RESOURCE_INVISIBLE: i64 = 234_040;
    pub const RESOURCE_MESSAGE_TYPE: i64 = 234_043;
    pub const CARD_TOKEN_UNKNOWN: i64 = 300_020;
    pub const CARD_TOKEN_USED_UP: i64 = 300_030;
    pub const CARD_TOKEN_EXPIRED: i64 = 300_040;
    pub const CARD_NO_OPEN_IDS: i64 = 300_090;
    pub const RATE_LIMIT: i64 = 99_991_400;
    pub const IP_DENIED: i64 = 99_991_401;
    pub const MONTHLY_QUOTA: i64 = 99_991_403;
    pub const CREDENTIALS_INVALID: i64 = 99_991_543;
    pub const TOKEN_MISSING: i64 = 99_991_661;
    pub const APP_DISABLED: i64 = 99_991_662;
    pub const TOKEN_INVALID: i64 = 99_991_663;
    pub const APP_TOKEN_INVALID: i64 = 99_991_664;
    pub const TENANT_INVALID: i64 = 99_991_665;
    pub const USER_TOKEN_INVALID: i64 = 99_991_668;
    pub const REFRESH_TOKEN_INVALID: i64 = 99_991_669;
    pub const TOKEN_FORMAT: i64 = 99_991_671;
    pub const APP_SCOPE: i64 = 99_991_672;
    pub const APP_UNAUTHORIZED: i64 = 99_991_673;
    pub const TOKEN_POWERLESS: i64 = 99_991_676;
    pub const TOKEN_EXPIRED: i64 = 99_991_677;
    pub const USER_SCOPE: i64 = 99_991_679;
    pub const OPEN_ID_UNKNOWN: i64 = 99_992_351;
    pub const USER_ID_UNKNOWN: i64 = 99_992_360;
    pub const OPEN_ID_OTHER_APP: i64 = 99_992_361;
    pub const UNION_ID_UNKNOWN: i64 = 99_992_363;
    pub const USER_ID_OTHER_TENANT: i64 = 99_992_364;
    pub const UNION_ID_OTHER_TENANT: i64 = 99_992_381;
    pub const FIELD_VALIDATION: i64 = 99_992_402;
}

#[rustfmt::skip]
pub(super) const ALL: &[Known] = &[
    Known { code: codes::INTERNAL_ERROR, family: None, kind: Kind::Unavailable, status: 500, msg: "Internal Error" },
    Known { code: codes::BAD_REQUEST, family: None, kind: Kind::InvalidParam, status: 400, msg: "Bad Request" },
    Known { code: codes::APP_ID_INVALID, family: None, kind: Kind::InvalidClient, status: 200, msg: "invalid param" },
    Known { code: codes::APP_TICKET_INVALID, family: None, kind: Kind::InvalidClient, status: 200, msg: "app_ticket invalid" },
    Known { code: codes::APP_SECRET_INVALID, family: None, kind: Kind::InvalidClient, status: 200, msg: "app secret invalid" },
    Known { code: codes::LEGACY_RATE, family: None, kind: Kind::RateLimited, status: 400, msg: "too many request" },
    Known { code: codes::LEGACY_BATCH_RATE, family: None, kind: Kind::RateLimited, status: 400, msg: "too many request" },
    Known { code: codes::LEGACY_DAILY_QUOTA, family: None, kind: Kind::Quota, status: 200, msg: "too many messages today" },
    Known { code: codes::STILL_PROCESSING, family: None, kind: Kind::InFlight, status: 400, msg: "the same request is still processing" },
    Known { code: codes::WEBHOOK_PARAM, family: None, kind: Kind::NotFound, status: 400, msg: "param invalid: incoming webhook access token invalid" },
    Known { code: codes::WEBHOOK_SIGNATURE, family: None, kind: Kind::NoPermission, status: 400, msg: "sign match fail or timestamp is not within one hour from current time" },
    Known { code: codes::WEBHOOK_IP, family: None, kind: Kind::IpDenied, status: 400, msg: "Ip Not Allowed" },
    Known { code: codes::WEBHOOK_KEYWORD, family: None, kind: Kind::InvalidParam, status: 400, msg: "Key Words Not Found" },
    Known { code: codes::OAUTH_PARAM, family: Some(Family::OAuth), kind: Kind::InvalidParam, status: 400, msg: "The request is missing a required parameter." },
    Known { code: codes::OAUTH_SECRET, family: Some(Family::OAuth), kind: Kind::InvalidClient, status: 400, msg: "The client secret is invalid." },
    Known { code: codes::OAUTH_CODE_UNKNOWN, family: Some(Family::OAuth), kind: Kind::GrantInvalid, status: 400, msg: "The authorization code is not found." },
    Known { code: codes::OAUTH_CODE_EXPIRED, family: Some(Family::OAuth), kind: Kind::GrantInvalid, status: 400, msg: "The authorization code has expired." },
    Known { code: codes::OAUTH_TOKEN_INVALID, family: Some(Family::OAuth), kind: Kind::TokenInvalid, status: 400, msg: "The user access token is invalid." },
    Known { code: codes::OAUTH_NO_USER, family: Some(Family::OAuth), kind: Kind::NotFound, status: 400, msg: "The user does not exist." },
    Known { code: codes::OAUTH_NOT_INSTALLED, family: Some(Family::OAuth), kind: Kind::AppUnavailable, status: 400, msg: "The app is not installed in the tenant." },
    Known { code: codes::OAUTH_NO_ACCESS, family: Some(Family::OAuth), kind: Kind::NotVisible, status: 400, msg: "The user has no permission to use the app." },
    Known { code: codes::OAUTH_RESIGNED, family: Some(Family::OAuth), kind: Kind::NotVisible, status: 400, msg: "The user has resigned." },
    Known { code: codes::OAUTH_FROZEN, family: Some(Family::OAuth), kind: Kind::NotVisible, status: 400, msg: "The user is frozen." },
    Known { code: codes::OAUTH_UNREGISTERED, family: Some(Family::OAuth), kind: Kind::NotVisible, status: 400, msg: "The user is not registered." },
    Known { code: codes::OAUTH_OTHER_CLIENT, family: Some(Family::OAuth), kind: Kind::GrantInvalid, status: 400, msg: "The code or refresh token was not issued to this client." },
    Known { code: codes::OAUTH_REFRESH_INVALID, family: Some(Family::OAuth), kind: Kind::GrantInvalid, status: 400, msg: "The refresh token is invalid." },
    Known { code: codes::OAUTH_APP_SCOPE, family: Some(Family::OAuth), kind: Kind::AppScope, status: 400, msg: "The app has not enabled the requested scopes." },
    Known { code: codes::OAUTH_GRANT_TYPE, family: Some(Family::OAuth), kind: Kind::InvalidParam, status: 400, msg: "The grant type is not supported." },
    Known { code: codes::OAUTH_REFRESH_EXPIRED, family: Some(Family::OAuth), kind: Kind::GrantInvalid, status: 400, msg: "The refresh token has expired." },
    Known { code: codes::OAUTH_NO_APP, family: Some(Family::OAuth), kind: Kind::InvalidClient, status: 400, msg: "The app does not exist." },
    Known { code: codes::OAUTH_PKCE, family: Some(Family::OAuth), kind: Kind::GrantInvalid, status: 400, msg: "The code verifier does not match the code challenge." },
    Known { code: codes::REFRESH_SERVER_ERROR, family: None, kind: Kind::Unavailable, status: 500, msg: "server error" },
    Known { code: codes::OAUTH_MALFORMED, family: Some(Family::OAuth), kind: Kind::InvalidParam, status: 400, msg: "The request is malformed." },
    Known { code: codes::OAUTH_REFRESH_REVOKED, family: Some(Family::OAuth), kind: Kind::GrantInvalid, status: 400, msg: "The refresh token has been revoked." },
    Known { code: codes::OAUTH_CODE_USED, family: Some(Family::OAuth), kind: Kind::GrantInvalid, status: 400, msg: "The authorization code has been used." },
    Known { code: codes::OAUTH_USER_STATUS, family: Some(Family::OAuth), kind: Kind::NotVisible, status: 400, msg: "The user's status does not allow it." },
    Known { code: codes::OAUTH_SCOPES_TWICE, family: Some(Family::OAuth), kind: Kind::InvalidParam, status: 400, msg: "The scope list has duplicates." },
    Known { code: codes::OAUTH_SCOPE, family: Some(Family::OAuth), kind: Kind::AppScope, status: 400, msg: "The scope list has scopes that are not allowed." },
    Known { code: codes::OAUTH_APP_DISABLED, family: Some(Family::OAuth), kind: Kind::AppUnavailable, status: 400, msg: "The app is not enabled." },
    Known { code: codes::OAUTH_TWO_PROOFS, family: Some(Family::OAuth), kind: Kind::InvalidParam, status: 400, msg: "Both Basic authentication and client_secret are given." },
    Known { code: codes::OAUTH_REDIRECT, family: Some(Family::OAuth), kind: Kind::InvalidParam, status: 400, msg: "The redirect_uri does not match." },
    Known { code: codes::OAUTH_UNAVAILABLE, family: Some(Family::OAuth), kind: Kind::Unavailable, status: 503, msg: "The service is temporarily unavailable." },
    Known { code: codes::OAUTH_REFRESH_USED, family: Some(Family::OAuth), kind: Kind::GrantInvalid, status: 400, msg: "The refresh token has been used." },
    Known { code: codes::OAUTH_REFRESH_OFF, family: Some(Family::OAuth), kind: Kind::AppUnavailable, status: 400, msg: "Refreshing is switched off for the app." },
    Known { code: codes::NO_USER_AUTHORITY, family: Some(Family::Contact), kind: Kind::NotVisible, status: 400, msg: "no user authority error" },
    Known { code: codes::OPEN_CHAT_MEMBER, family: None, kind: Kind::NotInChat, status: 400, msg: "The operator is not in the chat." },
    Known { code: codes::MESSAGE_PARAM, family: None, kind: Kind::InvalidParam, status: 400, msg: "Your request contains an invalid request parameter." },
    Known { code: codes::FOLLOW_UP_PARAM, family: Some(Family::FollowUp), kind: Kind::InvalidParam, status: 400, msg: "param is invalid." },
    Known { code: codes::NOT_IN_CHAT, family: None, kind: Kind::NotInChat, status: 400, msg: "Bot/User can NOT be out of the chat." },
    Known { code: codes::FOLLOW_UP_EXPIRED, family: Some(Family::FollowUp), kind: Kind::TooLate, status: 400, msg: "expired message." },
    Known { code: codes::FOLLOW_UP_P2P_ONLY, family: Some(Family::FollowUp), kind: Kind::Unsupported, status: 400, msg: "only support p2p chat." },
    Known { code: codes::FOLLOW_UP_INVISIBLE, family: Some(Family::FollowUp), kind: Kind::NotInChat, status: 400, msg: "invisible message." },
    Known { code: codes::FOLLOW_UP_USER, family: Some(Family::FollowUp), kind: Kind::NotVisible, status: 400, msg: "user is not visible to bot." },
    Known { code: codes::MESSAGE_BOT_DISABLED, family: None, kind: Kind::BotDisabled, status: 400, msg: "Bot ability is not activated." },
    Known { code: codes::FOLLOW_UP_LATEST_ONLY, family: Some(Family::FollowUp), kind: Kind::Unsupported, status: 400, msg: "only support latest message." },
    Known { code: codes::FOLLOW_UP_INVALID, family: Some(Family::FollowUp), kind: Kind::InvalidParam, status: 400, msg: "invalid follow up." },
    Known { code: codes::FOLLOW_UP_EXISTS, family: Some(Family::FollowUp), kind: Kind::LimitReached, status: 400, msg: "follow up already exist." },
    Known { code: codes::RECALL_TOO_LATE, family: None, kind: Kind::TooLate, status: 400, msg: "Message can only be recalled within one days." },
    Known { code: codes::MESSAGE_RECALLED, family: None, kind: Kind::Recalled, status: 400, msg: "The message is recalled." },
    Known { code: codes::NOT_THE_SENDER, family: None, kind: Kind::NoPermission, status: 400, msg: "Bot is NOT the sender of the message." },
    Known { code: codes::NO_AVAILABILITY, family: None, kind: Kind::NotVisible, status: 400, msg: "Bot has NO availability to this user." },
    Known { code: codes::P2P_NOT_SHAREABLE, family: None, kind: Kind::Unsupported, status: 400, msg: "P2P chat can NOT be shared." },
    Known { code: codes::MESSAGE_TOO_OLD, family: None, kind: Kind::TooLate, status: 400, msg: "The message was sent too long ago." },
    Known { code: codes::NOT_RESOURCE_OWNER, family: None, kind: Kind::NoPermission, status: 400, msg: "Bot is NOT the owner of the resource." },
    Known { code: codes::SETTINGS_FORBID, family: None, kind: Kind::ChatSettings, status: 400, msg: "These operations are NOT allowed at current group settings." },
    Known { code: codes::NO_SUCH_THREAD, family: None, kind: Kind::NotFound, status: 400, msg: "The topic/thread does NOT exist." },
    Known { code: codes::SEND_RATE, family: None, kind: Kind::RateLimited, status: 400, msg: "This operation triggers the frequency limit." },
    Known { code: codes::SENSITIVE, family: None, kind: Kind::Sensitive, status: 400, msg: "The content of the message contains sensitive information." },
    Known { code: codes::UNREAD_URGENT, family: None, kind: Kind::LimitReached, status: 400, msg: "The user has too many unread urgent messages." },
    Known { code: codes::URGENT_LIMIT, family: None, kind: Kind::LimitReached, status: 400, msg: "Reach the upper limit of urgent message." },
    Known { code: codes::CONTENT_TOO_LONG, family: None, kind: Kind::TooLarge, status: 400, msg: "The length of the message content reaches its limit." },
    Known { code: codes::NO_RECALL_PERMISSION, family: None, kind: Kind::NoPermission, status: 400, msg: "No permission to recall this message." },
    Known { code: codes::LACKS_PERMISSION, family: None, kind: Kind::UserUnauthorized, status: 400, msg: "Lack of necessary permissions." },
    Known { code: codes::AUDIT, family: None, kind: Kind::Sensitive, status: 400, msg: "The messages do NOT pass the audit." },
    Known { code: codes::USER_RESIGNED, family: None, kind: Kind::NotVisible, status: 400, msg: "User has resigned." },
    Known { code: codes::NO_SUCH_BATCH, family: None, kind: Kind::NotFound, status: 400, msg: "The message id is invalid, record not found." },
    Known { code: codes::CARD_TOO_OLD, family: None, kind: Kind::TooLate, status: 400, msg: "Message can only be modified within 14 days after sending." },
    Known { code: codes::READERS_TOO_OLD, family: None, kind: Kind::TooLate, status: 400, msg: "Get the reading status must be done within 7 days after the message is sent." },
    Known { code: codes::RECEIVER_INVALID, family: None, kind: Kind::NotFound, status: 400, msg: "The receive_id is invalid." },
    Known { code: codes::MAY_NOT_SPEAK, family: None, kind: Kind::ChatSettings, status: 400, msg: "Send Message Permission deny." },
    Known { code: codes::NO_CRYPT_KEY, family: None, kind: Kind::Unavailable, status: 400, msg: "Tenant crypt key has been deleted." },
    Known { code: codes::CROSS_TENANT_P2P, family: None, kind: Kind::OtherTenant, status: 400, msg: "Cross tenant p2p chat operate forbid." },
    Known { code: codes::PIN_CHAT_MISSING, family: None, kind: Kind::NotFound, status: 400, msg: "The chat not exist." },
    Known { code: codes::PIN_PERMISSION, family: None, kind: Kind::NoPermission, status: 400, msg: "No Permission to Pin/Unpin messages in the chat." },
    Known { code: codes::PIN_RATE, family: None, kind: Kind::RateLimited, status: 400, msg: "Pin/Unpin message trigger message_id limit." },
    Known { code: codes::PIN_LIST_RATE, family: None, kind: Kind::RateLimited, status: 400, msg: "Get chat pins trigger app_id limit." },
    Known { code: codes::BEING_SENT, family: None, kind: Kind::InFlight, status: 400, msg: "The message is being sent." },
    Known { code: codes::MESSAGE_INVISIBLE, family: None, kind: Kind::NotInChat, status: 400, msg: "The message is invisible to the operator." },
    Known { code: codes::BOT_STOPPED, family: None, kind: Kind::ChatSettings, status: 400, msg: "The user has stopped the bot from sending messages." },
    Known { code: codes::MESSAGE_UNSUPPORTED, family: None, kind: Kind::Unsupported, status: 400, msg: "This operation is not supported for this message type." },
    Known { code: codes::FILE_TYPE_MISMATCH, family: None, kind: Kind::Format, status: 400, msg: "The type of file upload does not match the type of message being sent." },
    Known { code: codes::FORWARD_UNSUPPORTED, family: None, kind: Kind::Unsupported, status: 400, msg: "The message type does not support forwarding." },
    Known { code: codes::FORWARD_ENCRYPTED_GROUP, family: None, kind: Kind::NoPermission, status: 400, msg: "No permission to forward to third-party encryption group." },
    Known { code: codes::FORWARD_CHAT_INVALID, family: None, kind: Kind::NotFound, status: 400, msg: "The chat_id of group to forward is invalid." },
    Known { code: codes::FORWARD_INVALID, family: None, kind: Kind::InvalidParam, status: 400, msg: "The message(s)/thread to be forwarded is invalid." },
    Known { code: codes::FORWARD_RECALLED, family: None, kind: Kind::Recalled, status: 400, msg: "The message(s) to be forwarded is recalled." },
    Known { code: codes::FORWARD_SECRET, family: None, kind: Kind::ChatSettings, status: 400, msg: "Messages of a secret group can NOT be forwarded." },
    Known { code: codes::FORWARD_SOURCE, family: None, kind: Kind::InvalidParam, status: 400, msg: "The source of the messages to be merged and forwarded are not in compliance." },
    Known { code: codes::FORWARD_CHATS_DIFFER, family: None, kind: Kind::InvalidParam, status: 400, msg: "Does not support forwarding messages from different groups." },
    Known { code: codes::FORWARD_RESTRICTED, family: None, kind: Kind::ChatSettings, status: 400, msg: "Forwarding of messages in restricted mode is not allowed." },
    Known { code: codes::THREAD_UNSUPPORTED, family: None, kind: Kind::ChatSettings, status: 400, msg: "The group does not support thread replies." },
    Known { code: codes::EDIT_NOT_SENDER, family: Some(Family::Edit), kind: Kind::NoPermission, status: 400, msg: "The operator is not the sender of the message." },
    Known { code: codes::AGGREGATED_REPLY, family: None, kind: Kind::Unsupported, status: 400, msg: "Aggregated messages do not support reply in thread." },
    Known { code: codes::EDITS_USED_UP, family: Some(Family::Edit), kind: Kind::LimitReached, status: 400, msg: "The message has reached the number of times it can be edited." },
    Known { code: codes::THREAD_INVISIBLE, family: None, kind: Kind::NotInChat, status: 400, msg: "The thread is invisible to the operator." },
    Known { code: codes::FORWARD_THREAD_INVISIBLE, family: None, kind: Kind::NotInChat, status: 400, msg: "The target thread is invisible to the operator." },
    Known { code: codes::ENCRYPTED, family: None, kind: Kind::Unsupported, status: 400, msg: "Sending encrypted messages is not supported." },
    Known { code: codes::EDIT_TOO_LATE, family: Some(Family::Edit), kind: Kind::TooLate, status: 400, msg: "The message has been sent for too long and can NOT be edited." },
    Known { code: codes::CARD_CONTENT, family: None, kind: Kind::Format, status: 400, msg: "Failed to create card content." },
    Known { code: codes::MESSAGE_GONE, family: None, kind: Kind::Recalled, status: 400, msg: "Action unavailable as the message has been deleted." },
    Known { code: codes::SELF_DESTRUCT, family: None, kind: Kind::Unsupported, status: 400, msg: "Action unavailable as the message will self-destruct soon." },
    Known { code: codes::EMOJI_INVALID, family: None, kind: Kind::InvalidParam, status: 400, msg: "reaction type is invalid." },
    Known { code: codes::MAY_NOT_REACT, family: None, kind: Kind::NotInChat, status: 400, msg: "The operator has no permission to react on the specific message." },
    Known { code: codes::REACTION_MESSAGE_MISSING, family: None, kind: Kind::NotFound, status: 400, msg: "The message is not found, maybe not exist or deleted." },
    Known { code: codes::REACTION_NOT_OWN, family: None, kind: Kind::NoPermission, status: 400, msg: "no permission to delete this reaction" },
    Known { code: codes::REACTION_NO_ACCESS, family: None, kind: Kind::NotInChat, status: 400, msg: "no access to the message" },
    Known { code: codes::REACTION_OTHER_MESSAGE, family: None, kind: Kind::InvalidParam, status: 400, msg: "The reaction does not belong to the message." },
    Known { code: codes::REACTION_INVALID, family: None, kind: Kind::NotFound, status: 400, msg: "invalid reaction_id" },
    Known { code: codes::REACTION_PAGE_TOKEN, family: None, kind: Kind::InvalidParam, status: 400, msg: "invalid pageToken" },
    Known { code: codes::REACTION_ID_TYPE, family: None, kind: Kind::InvalidParam, status: 400, msg: "user_id_type is invalid." },
    Known { code: codes::REACTION_IN_FLIGHT, family: None, kind: Kind::InFlight, status: 400, msg: "repeated request is processing" },
    Known { code: codes::REACTION_UNSUPPORTED, family: None, kind: Kind::Unsupported, status: 400, msg: "message type not supported" },
    Known { code: codes::REACTION_INVISIBLE, family: None, kind: Kind::NotInChat, status: 400, msg: "message invisible" },
    Known { code: codes::CHAT_PARAM, family: None, kind: Kind::InvalidParam, status: 400, msg: "Your request contains an invalid request parameter." },
    Known { code: codes::CHAT_ADMIN_ONLY, family: None, kind: Kind::NoPermission, status: 400, msg: "Only the group owner or administrator can edit in this group." },
    Known { code: codes::ANNOUNCEMENT_MISSING, family: None, kind: Kind::NotFound, status: 400, msg: "The announcement is NOT found." },
    Known { code: codes::CHAT_ID_INVALID, family: None, kind: Kind::NotFound, status: 400, msg: "Your request specifies a chat_id which is invalid." },
    Known { code: codes::CHAT_TYPE, family: None, kind: Kind::Unsupported, status: 400, msg: "Your request specifies a chat whose type is NOT supported currently." },
    Known { code: codes::CHAT_DISSOLVED, family: None, kind: Kind::Dissolved, status: 400, msg: "Your request specifies a chat which has already been dissolved." },
    Known { code: codes::CHAT_OTHER_TENANT, family: None, kind: Kind::OtherTenant, status: 400, msg: "Operator and chat can NOT be in different tenants." },
    Known { code: codes::CHAT_OUTSIDE, family: None, kind: Kind::NotInChat, status: 400, msg: "Operator can NOT be out of the chat." },
    Known { code: codes::CHAT_OWNER_OUTSIDE, family: None, kind: Kind::NotInChat, status: 400, msg: "New chat owner can NOT be out of the chat." },
    Known { code: codes::CHAT_FULL, family: None, kind: Kind::LimitReached, status: 400, msg: "The number of chat members reaches its maximum." },
    Known { code: codes::CHAT_TOKEN_PERMISSION, family: None, kind: Kind::NoPermission, status: 400, msg: "The token lacks the permission." },
    Known { code: codes::MEMBER_ID_TYPE, family: None, kind: Kind::InvalidParam, status: 400, msg: "member_id_type is NOT supported." },
    Known { code: codes::CHAT_BASIC_EDITS, family: None, kind: Kind::NoPermission, status: 400, msg: "Who is neither owner nor administrator may only edit avatar, name, description and i18n_names." },
    Known { code: codes::CHAT_OWNER_ONLY, family: None, kind: Kind::NoPermission, status: 400, msg: "Operator is neither the owner nor the creator of the group with operate_as_owner." },
    Known { code: codes::ANNOUNCEMENT_FAILED, family: None, kind: Kind::InvalidParam, status: 400, msg: "Updating the announcement failed." },
    Known { code: codes::CHAT_RATE, family: None, kind: Kind::RateLimited, status: 400, msg: "The request has been rate limited." },
    Known { code: codes::CHAT_PUBLIC_NAME, family: None, kind: Kind::InvalidParam, status: 400, msg: "The name of a public group has at least two characters." },
    Known { code: codes::CHAT_NO_BOT, family: None, kind: Kind::NotFound, status: 400, msg: "Bot can NOT be found." },
    Known { code: codes::CHAT_RESIGNED, family: None, kind: Kind::NotVisible, status: 400, msg: "User has already resigned." },
    Known { code: codes::CHAT_NOT_VISIBLE, family: None, kind: Kind::NotVisible, status: 400, msg: "The user is out of the app's visibility, or the operator may not collaborate with them." },
    Known { code: codes::CHAT_BOT_DISABLED, family: None, kind: Kind::BotDisabled, status: 400, msg: "Bot ability is not activated." },
    Known { code: codes::CHAT_NO_VALID_MEMBER, family: None, kind: Kind::InvalidParam, status: 400, msg: "There is no valid member in the list." },
    Known { code: codes::CHAT_APP_UNAVAILABLE, family: None, kind: Kind::AppUnavailable, status: 400, msg: "The app is unavailable or inactivated by the tenant." },
    Known { code: codes::CHAT_OWNER_INVALID, family: None, kind: Kind::NotFound, status: 400, msg: "owner_id is invalid." },
    Known { code: codes::CHAT_NOT_OWNER, family: None, kind: Kind::NoPermission, status: 400, msg: "Operator is NOT the owner of the group." },
    Known { code: codes::CHAT_MANAGERS_LIMIT, family: None, kind: Kind::LimitReached, status: 400, msg: "The number of administrators reaches its maximum." },
    Known { code: codes::CHAT_AVATAR, family: None, kind: Kind::InvalidParam, status: 400, msg: "The avatar key is illegal." },
    Known { code: codes::CHAT_PUBLIC_NO_NAME, family: None, kind: Kind::InvalidParam, status: 400, msg: "The name of a public group can NOT be empty." },
    Known { code: codes::CHAT_UNAVAILABLE_IDS, family: None, kind: Kind::NotFound, status: 400, msg: "Your request contains unavailable ids." },
    Known { code: codes::CHAT_TABS_LIMIT, family: None, kind: Kind::LimitReached, status: 400, msg: "The number of tabs reaches its maximum of 20." },
    Known { code: codes::CHAT_TAB_NAME, family: None, kind: Kind::InvalidParam, status: 400, msg: "The name of the tab is too long." },
    Known { code: codes::CHAT_TAB_CONTENT, family: None, kind: Kind::InvalidParam, status: 400, msg: "The content of the tab is illegal." },
    Known { code: codes::CHAT_TAB_FIXED, family: None, kind: Kind::Unsupported, status: 400, msg: "Only tabs of type doc and url can be edited." },
    Known { code: codes::CHAT_NO_TABS, family: None, kind: Kind::Unsupported, status: 400, msg: "This type of chat has NO tabs." },
    Known { code: codes::CHAT_TABS_PERMISSION, family: None, kind: Kind::NoPermission, status: 400, msg: "Operator has NO permission to manage tabs or menus." },
    Known { code: codes::CHAT_IMAGE_OWNER, family: None, kind: Kind::NoPermission, status: 400, msg: "Operator is NOT the owner of the image." },
    Known { code: codes::CHAT_RESTRICTED, family: None, kind: Kind::ChatSettings, status: 400, msg: "Restricted mode is NOT permitted in this group." },
    Known { code: codes::CHAT_BANNED, family: None, kind: Kind::ChatSettings, status: 400, msg: "The chat has been banned." },
    Known { code: codes::CHAT_SECRET_LINK, family: None, kind: Kind::Unsupported, status: 400, msg: "A secret chat has NO share link." },
    Known { code: codes::CHAT_P2P_LINK, family: None, kind: Kind::Unsupported, status: 400, msg: "A P2P chat has NO share link." },
    Known { code: codes::CHAT_TEAM_LINK, family: None, kind: Kind::Unsupported, status: 400, msg: "A team chat has NO share link." },
    Known { code: codes::CHAT_LINK_REFUSED, family: None, kind: Kind::ChatSettings, status: 400, msg: "Operator is neither owner nor administrator, and the group does NOT let others share it." },
    Known { code: codes::CHAT_BEING_CREATED, family: None, kind: Kind::InFlight, status: 400, msg: "The group is being created." },
    Known { code: codes::CHAT_MENU_TOPS, family: None, kind: Kind::LimitReached, status: 400, msg: "The number of top level menus reaches its maximum of 3." },
    Known { code: codes::CHAT_MENU_CHILDREN, family: None, kind: Kind::LimitReached, status: 400, msg: "The number of second level menus reaches its maximum of 5." },
    Known { code: codes::CHAT_BUSY, family: None, kind: Kind::InFlight, status: 400, msg: "The menu is being modified." },
    Known { code: codes::CHAT_NEEDS_APPROVAL, family: None, kind: Kind::ChatSettings, status: 400, msg: "Joining this public group needs an approval." },
    Known { code: codes::CHAT_OWNER_STAYS, family: None, kind: Kind::NoPermission, status: 400, msg: "Can't kick chat owner." },
    Known { code: codes::CHAT_MENU_ILLEGAL, family: None, kind: Kind::InvalidParam, status: 400, msg: "The chat menu is illegal." },
    Known { code: codes::META_STOPPED, family: None, kind: Kind::Unavailable, status: 400, msg: "Meta writing has stopped, please try again later." },
    Known { code: codes::ANNOUNCEMENT_DOCX, family: None, kind: Kind::Unsupported, status: 400, msg: "Unable to operate docx type chat announcement." },
    Known { code: codes::RESOURCE_PARAM, family: None, kind: Kind::InvalidParam, status: 400, msg: "Invalid request param." },
    Known { code: codes::RESOURCE_UNAUTHORIZED, family: None, kind: Kind::NoPermission, status: 401, msg: "Unauthorized." },
    Known { code: codes::RESOURCE_NOT_IN_MESSAGE, family: None, kind: Kind::NotFound, status: 400, msg: "File not in msg." },
    Known { code: codes::RESOURCE_NOT_IN_CHAT, family: None, kind: Kind::NotInChat, status: 400, msg: "App not in chat." },
    Known { code: codes::RESOURCE_DELETED, family: None, kind: Kind::NotFound, status: 400, msg: "The resource has been deleted." },
    Known { code: codes::RESOURCE_TOO_LARGE, family: None, kind: Kind::TooLarge, status: 400, msg: "The file size exceed the max value." },
    Known { code: codes::RESOURCE_BOT_DISABLED, family: None, kind: Kind::BotDisabled, status: 400, msg: "App does not enable bot feature." },
    Known { code: codes::RESOURCE_NOT_SENDER, family: None, kind: Kind::NoPermission, status: 400, msg: "The app is not the resource sender." },
    Known { code: codes::RESOURCE_PERMISSION, family: None, kind: Kind::NoPermission, status: 400, msg: "Lack of necessary permissions." },
    Known { code: codes::RESOURCE_EMPTY, family: None, kind: Kind::Empty, status: 400, msg: "File's size can't be 0." },
    Known { code: codes::IMAGE_FORMAT, family: None, kind: Kind::Format, status: 400, msg: "Can't regonnize the image format." },
    Known { code: codes::RESOURCE_TENANT_CHECK, family: None, kind: Kind::Unavailable, status: 400, msg: "scope CheckAppTenant fail" },
    Known { code: codes::DOWNLOAD_TOO_LARGE, family: None, kind: Kind::TooLarge, status: 400, msg: "Downloaded file size exceeds limit." },
    Known { code: codes::RESOURCE_RESTRICTED, family: None, kind: Kind::ChatSettings, status: 400, msg: "The group is in restricted mode." },
    Known { code: codes::IMAGE_RESOLUTION, family: None, kind: Kind::TooLarge, status: 400, msg: "Image resolution exceeds limit." },
    Known { code: codes::RESOURCE_INVISIBLE, family: None, kind: Kind::NotInChat, status: 400, msg: "The message is invisible to the operator." },
    Known { code: codes::RESOURCE_MESSAGE_TYPE, family: None, kind: Kind::Unsupported, status: 400, msg: "Unsupported message type." },
    Known { code: codes::CARD_TOKEN_UNKNOWN, family: None, kind: Kind::NotFound, status: 400, msg: "token is invalid" },
    Known { code: codes::CARD_TOKEN_USED_UP, family: None, kind: Kind::LimitReached, status: 400, msg: "token is used up" },
    Known { code: codes::CARD_TOKEN_EXPIRED, family: None, kind: Kind::TooLate, status: 400, msg: "token is expired" },
    Known { code: codes::CARD_NO_OPEN_IDS, family: None, kind: Kind::InvalidParam, status: 400, msg: "openid empty" },
    Known { code: codes::RATE_LIMIT, family: None, kind: Kind::RateLimited, status: 429, msg: "request trigger frequency limit" },
    Known { code: codes::IP_DENIED, family: None, kind: Kind::IpDenied, status: 400, msg: "ip is denied by app setting" },
    Known { code: codes::MONTHLY_QUOTA, family: None, kind: Kind::Quota, status: 400, msg: "The monthly quota of API calls is used up." },
    Known { code: codes::CREDENTIALS_INVALID, family: None, kind: Kind::InvalidClient, status: 400, msg: "app id or app secret is invalid" },
    Known { code: codes::TOKEN_MISSING, family: None, kind: Kind::TokenMissing, status: 400, msg: "Missing access token for authorization. Please make a request with token attached." },
    Known { code: codes::APP_DISABLED, family: None, kind: Kind::AppUnavailable, status: 400, msg: "The app is not in use in this tenant." },
    Known { code: codes::TOKEN_INVALID, family: None, kind: Kind::TokenInvalid, status: 400, msg: "Invalid access token for authorization. Please make a request with token attached." },
    Known { code: codes::APP_TOKEN_INVALID, family: None, kind: Kind::TokenInvalid, status: 400, msg: "Invalid app access token." },
    Known { code: codes::TENANT_INVALID, family: None, kind: Kind::OtherTenant, status: 400, msg: "Invalid tenant code." },
    Known { code: codes::USER_TOKEN_INVALID, family: None, kind: Kind::TokenInvalid, status: 400, msg: "Invalid access token for authorization. Please make a request with token attached." },
    Known { code: codes::REFRESH_TOKEN_INVALID, family: None, kind: Kind::TokenInvalid, status: 400, msg: "Invalid refresh token." },
    Known { code: codes::TOKEN_FORMAT, family: None, kind: Kind::TokenInvalid, status: 400, msg: "Invalid token: must start with t-/u-" },
    Known { code: codes::APP_SCOPE, family: None, kind: Kind::AppScope, status: 400, msg: "Access denied." },
    Known { code: codes::APP_UNAUTHORIZED, family: None, kind: Kind::AppUnavailable, status: 400, msg: "The app is unavailable or unauthorized." },
    Known { code: codes::TOKEN_POWERLESS, family: None, kind: Kind::UserScope, status: 400, msg: "The token has no permission." },
    Known { code: codes::TOKEN_EXPIRED, family: None, kind: Kind::TokenExpired, status: 401, msg: "Authentication token expired. Please request a new one." },
    Known { code: codes::USER_SCOPE, family: None, kind: Kind::UserScope, status: 400, msg: "Unauthorized. You do not have permission to perform the requested operation on the resource. Please request user re-authorization and try again." },
    Known { code: codes::OPEN_ID_UNKNOWN, family: None, kind: Kind::NotFound, status: 400, msg: "these open ids not existed" },
    Known { code: codes::USER_ID_UNKNOWN, family: None, kind: Kind::NotFound, status: 400, msg: "these user ids not existed" },
    Known { code: codes::OPEN_ID_OTHER_APP, family: None, kind: Kind::InvalidParam, status: 400, msg: "open_id cross app" },
    Known { code: codes::UNION_ID_UNKNOWN, family: None, kind: Kind::NotFound, status: 400, msg: "these union ids not existed" },
    Known { code: codes::USER_ID_OTHER_TENANT, family: None, kind: Kind::OtherTenant, status: 400, msg: "user_id cross tenant" },
    Known { code: codes::UNION_ID_OTHER_TENANT, family: None, kind: Kind::OtherTenant, status: 400, msg: "union_id cross tenant" },
    Known { code: codes::FIELD_VALIDATION, family: None, kind: Kind::InvalidParam, status: 400, msg: "field validation failed" },
];

//! What an image is and how large, told by how it begins; nothing is decoded.

/// A kind of image that Lark takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Png,
    Jpeg,
    Gif,
    Webp,
    Bmp,
    Ico,
    Tiff,
    Heic,
}

/// Pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Format {
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        let at = |offset: usize, mark: &[u8]| {
            bytes.get(offset..).is_some_and(|bytes| bytes.starts_with(mark))
        };
        let heic = [&b"heic"[..], b"heix", b"mif1", b"msf1"];
        if at(0, b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if at(0, b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if at(0, b"GIF87a") || at(0, b"GIF89a") {
            Some(Self::Gif)
        } else if at(0, b"RIFF") && at(8, b"WEBP") {
            Some(Self::Webp)
        } else if at(0, b"BM") {
            Some(Self::Bmp)
        } else if at(0, b"\0\0\x01\0") {
            Some(Self::Ico)
        } else if at(0, b"II*\0") || at(0, b"MM\0*") {
            Some(Self::Tiff)
        } else if at(4, b"ftyp") && heic.iter().any(|mark| at(8, mark)) {
            Some(Self::Heic)
        } else {
            None
        }
    }

    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Bmp => "image/bmp",
            Self::Ico => "image/x-icon",
            Self::Tiff => "image/tiff",
            Self::Heic => "image/heic",
        }
    }

    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Bmp => "bmp",
            Self::Ico => "ico",
            Self::Tiff => "tiff",
            Self::Heic => "heic",
        }
    }

    /// `None` where the image does not get so far, and of a TIFF or a HEIC, which keep their size
    /// deep inside. An icon is never large.
    pub(crate) fn size(self, bytes: &[u8]) -> Option<Size> {
        match self {
            Self::Png => Some(Size { width: big(bytes, 16)?, height: big(bytes, 20)? }),
            Self::Gif => Some(Size { width: short(bytes, 6)?, height: short(bytes, 8)? }),
            Self::Bmp => bitmap(bytes),
            Self::Jpeg => jpeg(bytes),
            Self::Webp => webp(bytes),
            Self::Ico | Self::Tiff | Self::Heic => None,
        }
    }
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at + N)?.try_into().ok()
}

/// Most significant byte first.
fn big(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_be_bytes)
}

/// Least significant byte first, as the next two.
fn little(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

fn short(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(|pair| u32::from(u16::from_le_bytes(pair)))
}

fn three(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(|[a, b, c]| u32::from_le_bytes([a, b, c, 0]))
}

/// A bitmap that is written from the top has a negative height.
fn bitmap(bytes: &[u8]) -> Option<Size> {
    const OLD_HEADER: u32 = 12;
    if little(bytes, 14)? == OLD_HEADER {
        return Some(Size { width: short(bytes, 18)?, height: short(bytes, 20)? });
    }
    let side = |at: usize| Some(i32::from_le_bytes(array(bytes, at)?).unsigned_abs());
    Some(Size { width: side(18)?, height: side(22)? })
}

/// The size stands in the first of the segments that begin a frame.
fn jpeg(bytes: &[u8]) -> Option<Size> {
    let mut at = 2;
    loop {
        let [mark, kind] = array(bytes, at)?;
        if mark != 0xff {
            return None;
        }
        // Any number of fill bytes may come before a segment's kind.
        if kind == 0xff {
            at += 1;
            continue;
        }
        let is_frame = matches!(kind, 0xc0..=0xcf) && !matches!(kind, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            let side = |at: usize| array(bytes, at).map(|pair| u32::from(u16::from_be_bytes(pair)));
            return Some(Size { height: side(at + 5)?, width: side(at + 7)? });
        }
        let length = usize::from(u16::from_be_bytes(array(bytes, at + 2)?));
        at += 2 + length.max(2);
    }
}

fn webp(bytes: &[u8]) -> Option<Size> {
    const SIDE: u32 = 0x3fff;
    match &array::<4>(bytes, 12)? {
        b"VP8 " => Some(Size { width: short(bytes, 26)? & SIDE, height: short(bytes, 28)? & SIDE }),
        b"VP8L" => {
            let bits = little(bytes, 21)?;
            Some(Size { width: (bits & SIDE) + 1, height: (bits >> 14 & SIDE) + 1 })
        }
        b"VP8X" => Some(Size { width: three(bytes, 24)? + 1, height: three(bytes, 27)? + 1 }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn size(bytes: &[u8]) -> Option<(u32, u32)> {
        let size = Format::of(bytes)?.size(bytes)?;
        Some((size.width, size.height))
    }

    #[test]
    fn the_size_is_read_off_the_header_of_each_format() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x03\x20\0\0\x02\x58";
        let gif = b"GIF89a\x20\x03\x58\x02";
        let bmp = b"BM------------\x28\0\0\0\x20\x03\0\0\xa8\xfd\xff\xff";
        let old_bmp = b"BM------------\x0c\0\0\0\x20\x03\x58\x02";
        let jpeg = b"\xff\xd8\xff\xe0\0\x04--\xff\xff\xc4\0\x03-\xff\xc2\0\x11\x08\x02\x58\x03\x20";
        let lossy = b"RIFF----WEBPVP8 ----------\x20\x43\x58\x42";
        let lossless = b"RIFF----WEBPVP8L----\x2f\x1f\xc3\x95\0";
        let extended = b"RIFF----WEBPVP8X--------\x1f\x03\0\x57\x02\0";
        let all: [&[u8]; 8] = [png, gif, bmp, old_bmp, jpeg, lossy, lossless, extended];
        for image in all {
            assert_eq!(size(image), Some((800, 600)), "{}", image.escape_ascii());
        }
        assert_eq!(size(&png[..20]), None);
        assert_eq!(size(b"\xff\xd8\xff\xe0"), None);
        assert_eq!(Format::of(b"%PDF-1.7"), None);
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_broken_to_look_at(
            start in 0..5_usize,
            rest in prop::collection::vec(any::<u8>(), 0..64),
        ) {
            let starts: [&[u8]; 5] =
                [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF----WEBPVP8X", b"BM"];
            let bytes = [starts[start], &rest].concat();
            let _ = size(&bytes);
            prop_assert!(Format::of(&bytes).is_some());
        }
    }
}
